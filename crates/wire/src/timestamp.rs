//! Points in time on the wire: seconds with a millisecond fraction in JSON, ISO 8601 in UTC in XML.

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// Accepted range of the year, both ends included: four digits, so that every time can be written.
const YEARS: std::ops::RangeInclusive<i64> = 0..=9999;

const DAY_MS: i64 = 86_400_000;

/// Seconds since the epoch, to be shown as a JSON number.
pub fn seconds(ms: i64) -> f64 {
    ms as f64 / 1000.0
}

/// Milliseconds of a JSON number of seconds, to the nearest; `None` outside the years 0 to 9999.
pub fn from_seconds(seconds: f64) -> Option<i64> {
    let ms = (seconds * 1000.0).round();
    let first = days(*YEARS.start(), 1, 1) * DAY_MS;
    let last = days(*YEARS.end() + 1, 1, 1) * DAY_MS - 1;
    (ms >= first as f64 && ms <= last as f64).then_some(ms as i64)
}

/// `2025-01-31T12:00:00Z`, or with `.123` where there are milliseconds.
pub fn to_iso(ms: i64) -> String {
    let (year, month, day) = civil(ms.div_euclid(DAY_MS));
    let rest = ms.rem_euclid(DAY_MS);
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
    let mut out = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if rest % 1000 != 0 {
        out.push_str(&format!(".{:03}", rest % 1000));
    }
    out.push('Z');
    out
}

/// Reads `YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)`; a fraction is cut to milliseconds.
pub fn from_iso(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't'])?;
    let (year, month, day) = (digits(date, 0, 4)?, digits(date, 5, 2)?, digits(date, 8, 2)?);
    let dashes = date.len() == 10 && date.as_bytes()[4] == b'-' && date.as_bytes()[7] == b'-';
    let (hour, minute, second) = (digits(time, 0, 2)?, digits(time, 3, 2)?, digits(time, 6, 2)?);
    let colons = time.as_bytes()[2] == b':' && time.as_bytes()[5] == b':';
    let in_range = (1..=12).contains(&month) && hour < 24 && minute < 60 && second < 60;
    if !dashes || !colons || !in_range || civil(days(year, month, day)) != (year, month, day) {
        return None;
    }
    let (fraction_ms, zone) = fraction(time.get(8..)?)?;
    let clock = (hour * 3600 + minute * 60 + second) * 1000 + fraction_ms;
    Some(days(year, month, day) * DAY_MS + clock - offset_ms(zone)?)
}

fn fraction(rest: &str) -> Option<(i64, &str)> {
    let Some(rest) = rest.strip_prefix('.') else { return Some((0, rest)) };
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    if end == 0 {
        return None;
    }
    let three: String = rest[..end].chars().chain("00".chars()).take(3).collect();
    Some((three.parse().ok()?, &rest[end..]))
}

fn offset_ms(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes() {
        [b'Z' | b'z'] => return Some(0),
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return None,
    };
    let (hours, minutes) = (digits(zone, 1, 2)?, digits(zone, 4, 2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60_000)
}

fn digits(text: &str, at: usize, count: usize) -> Option<i64> {
    let part = text.get(at..at + count)?;
    part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
}

/// Days since the epoch of a date in the proleptic Gregorian calendar (Hinnant's algorithm).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days`].
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn iso_texts() {
        for (text, ms) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2025-01-31T12:00:00Z", 1_738_324_800_000),
            ("2024-02-29T23:59:59.999Z", 1_709_251_199_999),
            ("1969-12-31T23:59:59.500Z", -500),
        ] {
            assert_eq!(to_iso(ms), text);
            assert_eq!(from_iso(text), Some(ms));
        }
        assert_eq!(from_iso("2025-01-31T13:00:00+01:00"), Some(1_738_324_800_000));
        assert_eq!(from_iso("2025-01-31T12:00:00.1239Z"), Some(1_738_324_800_123));
        for bad in [
            "",
            "2025-02-29T00:00:00Z",
            "2025-01-31",
            "2025-01-31T12:00:00",
            "2025-01-31T24:00:00Z",
        ] {
            assert_eq!(from_iso(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn iso_round_trip(ms in -62_000_000_000_000i64..253_000_000_000_000) {
            prop_assert_eq!(from_iso(&to_iso(ms)), Some(ms));
            prop_assert_eq!(from_seconds(seconds(ms)), Some(ms));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,30}") {
            let _ = from_iso(&text);
        }
    }
}
