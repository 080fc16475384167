//! The client's side: signing requests that go out, and requests of tests.

use super::verify::{sha256_hex, string_to_sign};
use super::{
    ALGORITHM, PayloadRule, RequestView, Rules, SigError, TERMINATOR, amz_date, canonical_request,
    key::mac, percent, query, signing_key,
};

/// Whose name a request is signed in.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    pub access_key_id: &'a str,
    pub secret_access_key: &'a str,
    /// Of temporary credentials.
    pub session_token: Option<&'a str>,
}

/// Headers that proxies and clients change on the way, and so are left unsigned.
const UNSIGNED: [&str; 7] = [
    "authorization",
    "connection",
    "expect",
    "te",
    "transfer-encoding",
    "user-agent",
    "x-amzn-trace-id",
];

/// Signs a request in the header form. `view` holds every header that will be sent, `host`
/// included, except those returned: `x-amz-date`, `x-amz-security-token` for temporary
/// credentials, `x-amz-content-sha256` for S3, and `authorization`.
///
/// Fails only for a target without a single meaning (broken escapes, `+` in the query).
pub fn sign(
    view: &RequestView,
    credentials: &Credentials,
    region: &str,
    service: &str,
    now_ms: i64,
) -> Result<Vec<(String, String)>, SigError> {
    let rules = Rules::of(service);
    let payload_hash = sha256_hex(view.body);
    let date = amz_date(now_ms);
    let mut added = vec![("x-amz-date".to_owned(), date.clone())];
    if let Some(token) = credentials.session_token {
        added.push(("x-amz-security-token".to_owned(), token.to_owned()));
    }
    if rules.payload == PayloadRule::Declared {
        added.push(("x-amz-content-sha256".to_owned(), payload_hash.clone()));
    }
    let mut headers = view.headers.to_vec();
    headers.extend(added.iter().map(|(name, value)| (name.as_str(), value.as_bytes())));
    let view = RequestView { headers: &headers, ..*view };

    let signed_headers = signed_headers(&view);
    let canonical = canonical_request(&view, &signed_headers, &payload_hash, rules.path)?;
    let scope = format!("{}/{region}/{service}/{TERMINATOR}", &date[..8]);
    let key = signing_key(credentials.secret_access_key, &date[..8], region, service);
    let signature = hex::encode(mac(&key, string_to_sign(&date, &scope, &canonical).as_bytes()));
    let authorization = format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={signed_headers}, Signature={signature}",
        credentials.access_key_id
    );
    added.push(("authorization".to_owned(), authorization));
    Ok(added)
}

/// Signs a request in the query form and returns its new target. All headers of `view` are signed
/// and must be sent.
///
/// Fails as [`sign`] does.
pub fn presign(
    view: &RequestView,
    credentials: &Credentials,
    region: &str,
    service: &str,
    now_ms: i64,
    expires_seconds: u32,
) -> Result<String, SigError> {
    let rules = Rules::of(service);
    let date = amz_date(now_ms);
    let scope = format!("{}/{region}/{service}/{TERMINATOR}", &date[..8]);
    let signed_headers = signed_headers(view);
    let expires = expires_seconds.to_string();
    let credential = format!("{}/{scope}", credentials.access_key_id);
    let mut parameters = vec![
        (query::ALGORITHM, ALGORITHM),
        (query::CREDENTIAL, &credential),
        (query::DATE, &date),
        (query::EXPIRES, &expires),
        (query::SIGNED_HEADERS, &signed_headers),
    ];
    parameters.extend(credentials.session_token.map(|token| (query::SECURITY_TOKEN, token)));

    let mut target = view.target.to_owned();
    for (name, value) in parameters {
        target.push(if target.contains('?') { '&' } else { '?' });
        target += &format!("{name}={}", percent::encode(value.as_bytes()));
    }
    let payload_hash = match rules.payload {
        PayloadRule::Body => sha256_hex(view.body),
        PayloadRule::Declared => "UNSIGNED-PAYLOAD".to_owned(),
    };
    let signed = RequestView { target: &target, ..*view };
    let canonical = canonical_request(&signed, &signed_headers, &payload_hash, rules.path)?;
    let key = signing_key(credentials.secret_access_key, &date[..8], region, service);
    let signature = mac(&key, string_to_sign(&date, &scope, &canonical).as_bytes());
    Ok(format!("{target}&{}={}", query::SIGNATURE, hex::encode(signature)))
}

fn signed_headers(view: &RequestView) -> String {
    let mut names: Vec<&str> = view.headers.iter().map(|(name, _)| *name).collect();
    names.retain(|name| !UNSIGNED.contains(name));
    names.sort_unstable();
    names.dedup();
    names.join(";")
}
