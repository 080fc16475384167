//! Times as `YYYYMMDDHHMMSSZ`, in the Gregorian calendar.

const DAY_SECONDS: i64 = 86_400;

/// Seconds since the epoch as text. Before 0001 and after 9999 the nearest that can be written.
pub fn text(seconds: i64) -> String {
    let seconds = seconds.clamp(-62_135_596_800, 253_402_300_799);
    let (day, second) = (seconds.div_euclid(DAY_SECONDS), seconds.rem_euclid(DAY_SECONDS));
    let (year, month, day) = date(day);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
}

/// The seconds that a text stands for.
pub fn seconds(text: &str) -> Option<i64> {
    let digits = text.strip_suffix('Z')?;
    if digits.len() != 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| digits[from..to].parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
    let days = days(year, month, day)?;
    (hour < 24 && minute < 60 && second < 60)
        .then_some(days * DAY_SECONDS + hour * 3_600 + minute * 60 + second)
}

/// Days since the epoch, counted in eras of 400 years that begin in March.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) {
        return None;
    }
    let from_march = (month + 9) % 12;
    let year_from_march = year - i64::from(month < 3);
    let (era, year_of_era) = (year_from_march.div_euclid(400), year_from_march.rem_euclid(400));
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    (date(days) == (year, month, day)).then_some(days)
}

fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month < 3), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_texts() {
        for (time, written) in [
            (0, "19700101000000Z"),
            (951_782_399, "20000228235959Z"),
            (951_782_400, "20000229000000Z"),
            (1_709_251_199, "20240229235959Z"),
            (4_102_444_800, "21000101000000Z"),
            (-1, "19691231235959Z"),
            (253_402_300_799, "99991231235959Z"),
        ] {
            assert_eq!(text(time), written);
            assert_eq!(seconds(written), Some(time));
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "Z",
            "20230229000000Z",
            "20231301000000Z",
            "20230001000000Z",
            "20230100000000Z",
            "20230101240000Z",
            "20230101006000Z",
            "20230101000060Z",
            "20230101000000",
            "2023010100000Z",
            "20230101000000.5Z",
            "+0230101000000Z",
            "20230101000000+0100",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
