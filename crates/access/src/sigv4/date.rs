//! The times a signed request may carry. Proleptic Gregorian, UTC, no leap seconds.

/// `YYYYMMDDTHHMMSSZ` for milliseconds since the epoch, rounded down to the second.
pub fn amz_date(ms: i64) -> String {
    let seconds = ms.div_euclid(1000);
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let of_day = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// Milliseconds since the epoch of a `YYYYMMDDTHHMMSSZ`. None for anything else, the 30th of
/// February included.
pub fn parse_amz_date(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 16 || bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let number = |from: usize, to: usize| digits(&bytes[from..to]);
    instant(
        number(0, 4)?,
        number(4, 6)?,
        number(6, 8)?,
        [number(9, 11)?, number(11, 13)?, number(13, 15)?],
    )
}

/// The `Date` header: the basic ISO form, or `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(super) fn parse_date_header(text: &str) -> Option<i64> {
    parse_amz_date(text).or_else(|| parse_http_date(text))
}

fn parse_http_date(text: &str) -> Option<i64> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    let bytes = text.as_bytes();
    let template = b"???, ## ??? #### ##:##:## GMT";
    let shaped = bytes.len() == template.len()
        && bytes.iter().zip(template).all(|(byte, want)| match want {
            b'#' => byte.is_ascii_digit(),
            b'?' => byte.is_ascii_alphabetic(),
            _ => byte == want,
        });
    if !shaped || !DAYS.contains(&&text[..3]) {
        return None;
    }
    let month = MONTHS.find(&text[8..11]).filter(|at| at % 3 == 0)? as i64 / 3 + 1;
    let number = |from: usize, to: usize| digits(&bytes[from..to]);
    instant(
        number(12, 16)?,
        month,
        number(5, 7)?,
        [number(17, 19)?, number(20, 22)?, number(23, 25)?],
    )
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes
        .iter()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

/// Milliseconds since the epoch. None for what no calendar or clock shows.
pub(crate) fn instant(
    year: i64,
    month: i64,
    day: i64,
    [hour, minute, second]: [i64; 3],
) -> Option<i64> {
    if hour > 23 || minute > 59 || second > 59 || !(1..=12).contains(&month) {
        return None;
    }
    let days = days(year, month, day);
    // A day that the month does not have comes back as another one.
    (civil(days) == (year, month, day))
        .then(|| (days * 86_400 + hour * 3600 + minute * 60 + second) * 1000)
}

/// Days from 1970-01-01, counting years from March so that leap days come last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The inverse of [`days`].
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_known_instants() {
        for (text, ms) in [
            ("19700101T000000Z", 0),
            ("20150830T123600Z", 1_440_938_160_000),
            ("20240229T235959Z", 1_709_251_199_000),
            ("19691231T235959Z", -1000),
        ] {
            assert_eq!(parse_amz_date(text), Some(ms), "{text}");
            assert_eq!(amz_date(ms), text);
        }
        assert_eq!(amz_date(1_440_938_160_999), "20150830T123600Z");
    }

    #[test]
    fn writes_what_it_reads_on_every_day_of_four_centuries() {
        for day in 0..146_097 {
            let ms = (day * 86_400 + day % 86_400) * 1000;
            assert_eq!(parse_amz_date(&amz_date(ms)), Some(ms));
        }
    }

    #[test]
    fn refuses_other_shapes_and_impossible_dates() {
        for text in [
            "",
            "20150830",
            "2015-08-30T12:36:00Z",
            "20150830T123600",
            "20150830t123600z",
            "20150230T000000Z",
            "20151301T000000Z",
            "20150800T000000Z",
            "20150830T240000Z",
            "20150830T126000Z",
            "+0150830T123600Z",
            "20150830T123600Zé",
        ] {
            assert_eq!(parse_amz_date(text), None, "{text}");
        }
    }

    #[test]
    fn reads_the_date_header() {
        let ms = Some(784_111_777_000);
        assert_eq!(parse_date_header("Sun, 06 Nov 1994 08:49:37 GMT"), ms);
        assert_eq!(parse_date_header("19941106T084937Z"), ms);
        for text in [
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 anF 1994 08:49:37 GMT",
            "Xxx, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
        ] {
            assert_eq!(parse_date_header(text), None, "{text}");
        }
    }
}
