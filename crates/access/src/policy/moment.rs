//! Dates of conditions: the forms of ISO 8601 that the W3C's note on dates allows, or seconds since
//! the epoch.

use crate::sigv4::date::instant;

const NANOS: i128 = 1_000_000_000;

/// Nanoseconds since the epoch. Four digits are a year, other runs of digits are seconds.
pub(super) fn parse(text: &str) -> Option<i128> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && text.len() != 4 {
        return text.parse::<i64>().ok().map(|seconds| i128::from(seconds) * NANOS);
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |month| number(month, 2))?;
    let day = parts.next().map_or(Some(1), |day| number(day, 2))?;
    if parts.next().is_some() || (time.is_some() && date.len() != 10) {
        return None;
    }
    let Some(time) = time else { return at([year, month, day], [0; 3]) };
    let (clock, offset_minutes) = zone(time)?;
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) if clock.len() == 8 => (clock, nanos(fraction)?),
        Some(_) => return None,
        None => (clock, 0),
    };
    let mut parts = clock.split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let second = parts.next().map_or(Some(0), |second| number(second, 2))?;
    if parts.next().is_some() {
        return None;
    }
    let local = at([year, month, day], [hour, minute, second])?;
    Some(local + fraction - offset_minutes * 60 * NANOS)
}

fn at([year, month, day]: [i64; 3], time: [i64; 3]) -> Option<i128> {
    instant(year, month, day, time).map(|ms| i128::from(ms) * 1_000_000)
}

/// The clock before `Z`, `+hh:mm` or `-hh:mm`, and the minutes ahead of UTC.
fn zone(time: &str) -> Option<(&str, i128)> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let (clock, zone) = time.split_at_checked(time.len().checked_sub(6)?)?;
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    let ahead = i128::from(hours * 60 + minutes);
    match zone.as_bytes()[0] {
        _ if hours > 23 || minutes > 59 => None,
        b'+' => Some((clock, ahead)),
        b'-' => Some((clock, -ahead)),
        _ => None,
    }
}

/// Of the digits behind the point of a second, at most nine.
fn nanos(fraction: &str) -> Option<i128> {
    let value = number(fraction, fraction.len()).filter(|_| (1..=9).contains(&fraction.len()))?;
    let scale = u32::try_from(9 - fraction.len()).ok()?;
    Some(i128::from(value) * 10_i128.pow(scale))
}

fn number(digits: &str, length: usize) -> Option<i64> {
    let right = digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form() {
        let noon = 1_768_478_400 * NANOS;
        for (text, expected) in [
            ("1768478400", noon),
            ("2026-01-15T12:00:00Z", noon),
            ("2026-01-15T12:00Z", noon),
            ("2026-01-15T14:30:00+02:30", noon),
            ("2026-01-15T11:00:00.000-01:00", noon),
            ("2026-01-15T12:00:00.5Z", noon + NANOS / 2),
            ("2026-01-15", noon - 43_200 * NANOS),
            ("1970", 0),
            ("1970-02", 31 * 86_400 * NANOS),
            ("0", 0),
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn refuses_other_texts() {
        for text in [
            "",
            "-1",
            "1.5",
            "2026-1-15",
            "2026-02-30",
            "2026-01-15T12:00:00",
            "2026-01-15T12Z",
            "2026-01T12:00Z",
            "2026-01-15 12:00:00Z",
            "2026-01-15T12:00:60Z",
            "2026-01-15T12:00.5Z",
            "2026-01-15T12:00:00.Z",
            "2026-01-15T12:00:00+25:00",
            "2026-01-15T12:00:00é1:00",
            "99999999999999999999",
            "2026-01-15T*",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
