//! Reading signed tokens, strictly (TK-1).
//!
//! [`parse`] looks at the form only; nothing in a token may be believed before
//! [`Parsed::verify`]. Which key to take is the caller's decision: its own key store, by `kid`,
//! within the issuer it expects. Claims (issuer, audience, times) are the caller's to check
//! (TK-2).

mod object;

use crate::public_key::VerifyingKey;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Map, Value};

/// Header members that would let a token choose its own key or change its own meaning.
const REFUSED_HEADERS: [&str; 7] = ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"];
/// Longest `kid` that is looked at, in bytes.
const KID_BYTES_MAX: usize = 255;

/// Why a token is refused. For logs; callers of the API get one answer for all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadToken {
    #[error("the token is too long")]
    TooLong,
    #[error("the token has not three parts")]
    Form,
    #[error("a part of the token is not base64url without padding")]
    Encoding,
    #[error("header or payload is not a JSON object with distinct keys")]
    Json,
    #[error("the token's header is not acceptable")]
    Header,
    #[error("the token is not signed with RS256")]
    Algorithm,
    #[error("the token's signature does not verify")]
    Signature,
}

/// A token of the right form, not yet verified.
pub struct Parsed {
    pub kid: String,
    signing_input: String,
    signature: Vec<u8>,
    payload: Map<String, Value>,
}

/// Takes a token apart.
///
/// Accepts the compact form only, of at most `max_bytes` characters: three parts of strict
/// base64url; header and payload JSON objects without duplicate keys at any depth; `alg` RS256;
/// `kid` a string; none of `jwk`, `jku`, `x5u`, `x5c`, `crit`, `b64`, `zip`.
///
/// # Errors
/// [`BadToken`], in the order of its variants.
pub fn parse(token: &str, max_bytes: usize) -> Result<Parsed, BadToken> {
    if token.len() > max_bytes {
        return Err(BadToken::TooLong);
    }
    let parts: Vec<&str> = token.splitn(4, '.').collect();
    let [header, payload, signature] = parts[..] else { return Err(BadToken::Form) };
    let decode = |part| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| BadToken::Encoding);
    let (header_json, payload_json) = (decode(header)?, decode(payload)?);
    let signature = decode(signature)?;
    let header_object = object::parse(&header_json).map_err(|_| BadToken::Json)?;
    let payload_object = object::parse(&payload_json).map_err(|_| BadToken::Json)?;
    Ok(Parsed {
        kid: accept_header(&header_object)?,
        signing_input: token[..header.len() + 1 + payload.len()].to_owned(),
        signature,
        payload: payload_object,
    })
}

fn accept_header(header: &Map<String, Value>) -> Result<String, BadToken> {
    if REFUSED_HEADERS.iter().any(|name| header.contains_key(*name)) {
        return Err(BadToken::Header);
    }
    if header.get("alg").and_then(Value::as_str) != Some("RS256") {
        return Err(BadToken::Algorithm);
    }
    match header.get("kid").and_then(Value::as_str) {
        Some(kid) if !kid.is_empty() && kid.len() <= KID_BYTES_MAX => Ok(kid.to_owned()),
        _ => Err(BadToken::Header),
    }
}

impl Parsed {
    /// A claim **before verification**: good for finding the issuer's keys, nothing else.
    #[must_use]
    pub fn unverified(&self, claim: &str) -> Option<&Value> {
        self.payload.get(claim)
    }

    /// The claims, once the signature is known to be `key`'s.
    ///
    /// # Errors
    /// [`BadToken::Signature`] when it is not, or the key has another `kid`.
    pub fn verify(self, key: &VerifyingKey) -> Result<Map<String, Value>, BadToken> {
        if key.kid() != self.kid || !key.verify(self.signing_input.as_bytes(), &self.signature) {
            return Err(BadToken::Signature);
        }
        Ok(self.payload)
    }
}
