//! The `TIMESTAMP` of a `PASSWORD_VERIFIER` answer: `Thu Jan 1 00:00:00 UTC 1970`.

use time::{Date, Month, PrimitiveDateTime, Time};

use crate::refusal::{self, Refusal};

/// Refuses a text that is no such time, or one too far from the server's. The signature is over the
/// text as received; this parse only bounds its age.
pub fn check(text: &str, now_ms: i64, skew_ms: i64) -> Result<(), Refusal> {
    let at_ms = parse(text).ok_or_else(|| {
        refusal::invalid_parameter(
            "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.",
        )
    })?;
    if (now_ms - at_ms).abs() > skew_ms {
        return Err(refusal::not_authorized("Timestamp is outside the permitted window."));
    }
    Ok(())
}

/// Milliseconds since the epoch; the day may have one or two digits.
fn parse(text: &str) -> Option<i64> {
    let mut words = text.split_ascii_whitespace();
    let (_weekday, month, day, clock, zone, year) =
        (words.next()?, words.next()?, words.next()?, words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !matches!(zone, "UTC" | "GMT") {
        return None;
    }
    let months =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let number = months.iter().position(|name| *name == month)? + 1;
    let month = Month::try_from(u8::try_from(number).ok()?).ok()?;
    let mut parts = clock.split(':').map(|part| part.parse::<u8>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    let time = Time::from_hms(hour, minute, second).ok()?;
    Some(PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp() * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_leniently_and_bounded() {
        assert_eq!(parse("Thu Jan 1 00:00:00 UTC 1970"), Some(0));
        assert_eq!(parse("Thu Jan 01 00:00:01 UTC 1970"), Some(1_000));
        assert_eq!(parse("Sun Nov 22 22:57:37 UTC 2026"), Some(1_795_388_257_000));
        for bad in ["", "Thu Jan 1 00:00:00 1970", "Thu Foo 1 00:00:00 UTC 1970", "1970-01-01"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert!(check("Thu Jan 1 00:00:00 UTC 1970", 300_000, 300_000).is_ok());
        assert!(check("Thu Jan 1 00:00:00 UTC 1970", 300_001, 300_000).is_err());
    }
}
