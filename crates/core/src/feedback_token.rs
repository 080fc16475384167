//! The tokens by which users say whether an event was their own doing: a time and a MAC over pool, user,
//! event and value, so that one link cannot be turned into another.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use cognate_crypto::{Purpose, equal};

use crate::cx::Cx;
use crate::keys::PoolKeys;

/// How long a notification may be answered.
const LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// What a token is about.
pub struct Subject<'a> {
    pub username: &'a str,
    pub event: &'a str,
    /// `Valid` or `Invalid`.
    pub value: &'a str,
}

pub fn make(cx: &Cx, keys: &PoolKeys, subject: &Subject<'_>) -> String {
    let now_ms = cx.now_ms();
    format!("{now_ms}.{}", URL_SAFE_NO_PAD.encode(mac(keys, subject, now_ms)))
}

pub fn is_valid(cx: &Cx, keys: &PoolKeys, subject: &Subject<'_>, token: &str) -> bool {
    let Some((time, given)) = token.split_once('.') else { return false };
    let Ok(time_ms) = time.parse::<i64>() else { return false };
    let Ok(given) = URL_SAFE_NO_PAD.decode(given) else { return false };
    let age_ms = cx.now_ms().saturating_sub(time_ms);
    (0..LIFETIME_MS).contains(&age_ms) && equal(&given, &mac(keys, subject, time_ms))
}

fn mac(keys: &PoolKeys, subject: &Subject<'_>, time_ms: i64) -> [u8; 32] {
    let Subject { username, event, value } = subject;
    let time = time_ms.to_be_bytes();
    let parts: [&[u8]; 5] =
        [b"feedback", username.as_bytes(), event.as_bytes(), value.as_bytes(), &time];
    keys.mac(Purpose::FormToken).mac(&parts)
}
