//! The wall clock, read here and nowhere else; everybody else is told the time.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since the epoch; negative before 1970.
pub fn now_ms() -> i64 {
    let ms = |span: std::time::Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => ms(since),
        Err(before) => -ms(before.duration()),
    }
}
