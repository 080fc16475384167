//! CS-1: a form is taken from our own page only.
//!
//! Two proofs. The browser says where a request comes from, and the form carries a token that the page
//! was given together with the values it is to send.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::{HOST, ORIGIN};

use cognate_core::keys::PoolKeys;
use cognate_core::{Cx, domains};
use cognate_crypto::{Purpose, equal};

/// How long a form may stay open.
const LIFETIME_MS: i64 = 60 * 60 * 1000;

/// The token of a form that sends these values: a time, and a MAC over it with the values.
pub fn token(cx: &Cx, keys: &PoolKeys, form: &str, values: &[&str]) -> String {
    let now_ms = cx.now_ms();
    format!("{now_ms}.{}", URL_SAFE_NO_PAD.encode(mac(keys, form, now_ms, values)))
}

/// Whether the token was made for this form with these values, and lately.
pub fn is_ours(cx: &Cx, keys: &PoolKeys, form: &str, values: &[&str], token: &str) -> bool {
    let Some((time, given)) = token.split_once('.') else { return false };
    let Ok(time_ms) = time.parse::<i64>() else { return false };
    let Ok(given) = URL_SAFE_NO_PAD.decode(given) else { return false };
    let age_ms = cx.now_ms().saturating_sub(time_ms);
    (0..LIFETIME_MS).contains(&age_ms) && equal(&given, &mac(keys, form, time_ms, values))
}

fn mac(keys: &PoolKeys, form: &str, time_ms: i64, values: &[&str]) -> [u8; 32] {
    let time = time_ms.to_be_bytes();
    let mut parts: Vec<&[u8]> = vec![b"form", form.as_bytes(), &time];
    parts.extend(values.iter().map(|value| value.as_bytes()));
    keys.mac(Purpose::FormToken).mac(&parts)
}

/// Whether the browser says that the request comes from a page of ours.
///
/// `Sec-Fetch-Site` decides where it is sent: no page can forge it, and pages without a referrer send
/// `Origin: null` even to themselves. Without it, an origin that is named must be this server's. What
/// names none is no browser, or one that is too old to tell; the token still stands.
pub fn is_same_site(cx: &Cx, headers: &HeaderMap) -> bool {
    let text = |value: &http::HeaderValue| value.to_str().unwrap_or("unreadable").to_owned();
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = headers.get(HOST).map(text);
    headers.get_all(ORIGIN).iter().map(text).all(|origin| {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        origin == "null"
            || authority.is_some() && authority == host.as_deref()
            || origin == cx.config().base_url
            || authority == Some(domains::public_host(cx.config()))
    })
}
