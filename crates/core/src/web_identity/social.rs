//! What providers without ID tokens have in common: they are asked about their access tokens.

use cognate_domain::Map;
use serde_json::Value;

use super::ask::NoDocument;
use super::{Provider, TokenProblem, Verified};

/// What a provider that has no ID token says about its access token.
pub(super) fn verified(
    key: &'static str,
    application: String,
    user: String,
    claims: Map,
    expires: Option<i64>,
) -> Verified {
    Verified {
        issuer: key.to_owned(),
        provider: Provider::WellKnown(key),
        subject: user,
        audience: vec![application],
        authorized_party: None,
        amr: Vec::new(),
        claims,
        issued_at: None,
        expires_at: expires.unwrap_or(i64::MAX),
    }
}

/// The claims that rules and principal tags may use of such a provider.
pub(super) fn claims(key: &str, application: &str, user: &str, further: &[(&str, &str)]) -> Map {
    let own = [("iss", key), ("aud", application), ("sub", user)];
    let all = own.iter().chain(further);
    all.map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
}

/// An id that may be written as a number.
pub(super) fn id(said: &Map, member: &str) -> Option<String> {
    match said.get(member)? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) if id.is_u64() => Some(id.to_string()),
        _ => None,
    }
}

pub(super) fn problem(key: &str, no: NoDocument) -> TokenProblem {
    match no {
        NoDocument::Refused => TokenProblem::Rejected,
        NoDocument::Failed(text) => TokenProblem::Unreachable(format!("{key}: {text}")),
    }
}

/// For a query.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
