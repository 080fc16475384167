//! Reading signed tokens, strictly (TK-1).
//!
//! [`parse`] takes tokens of this installation's own user pools: RS256, nothing else. [`parse_signed`]
//! takes those of any issuer whose keys are public. Both look at the form only; nothing in a token may
//! be believed before it is verified. Which key to take is the caller's decision: its own key store, or
//! the issuer's key set, by `kid`, within the issuer it expects. Claims (issuer, audience, times) are the
//! caller's to check (TK-2).

mod algorithm;
mod compose;
mod object;

use crate::jwk::KeySet;
use crate::public_key::VerifyingKey;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Map, Value};

pub use algorithm::Algorithm;
pub(crate) use compose::compose;
pub use object::parse as parse_object;

/// Header members that would let a token choose its own key or change its own meaning.
const REFUSED_HEADERS: [&str; 7] = ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"];
/// Longest `kid` that is looked at, in bytes.
pub(crate) const KID_BYTES_MAX: usize = 255;

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
    #[error("the token is not signed with an acceptable algorithm")]
    Algorithm,
    #[error("the issuer has no such key")]
    UnknownKey,
    #[error("the token's signature does not verify")]
    Signature,
}

/// A token of the right form, not yet verified.
pub struct Parsed {
    pub kid: String,
    parts: Parts,
}

/// The same of an issuer that may use any [`Algorithm`].
pub struct Signed {
    pub algorithm: Algorithm,
    /// Issuers with a single key need none.
    pub kid: Option<String>,
    /// The header's `typ`.
    pub typ: Option<String>,
    parts: Parts,
}

struct Parts {
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
    let (header, parts) = take_apart(token, max_bytes)?;
    if algorithm(&header)? != Algorithm::Rs256 {
        return Err(BadToken::Algorithm);
    }
    let kid = kid(&header)?.ok_or(BadToken::Header)?;
    Ok(Parsed { kid, parts })
}

/// As [`parse`], but `alg` may be any [`Algorithm`], and `kid` may be missing.
///
/// # Errors
/// [`BadToken`], in the order of its variants.
pub fn parse_signed(token: &str, max_bytes: usize) -> Result<Signed, BadToken> {
    let (header, parts) = take_apart(token, max_bytes)?;
    let algorithm = algorithm(&header)?;
    let typ = match header.get("typ") {
        None => None,
        Some(Value::String(typ)) => Some(typ.clone()),
        Some(_) => return Err(BadToken::Header),
    };
    Ok(Signed { algorithm, kid: kid(&header)?, typ, parts })
}

fn take_apart(token: &str, max_bytes: usize) -> Result<(Map<String, Value>, Parts), BadToken> {
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
    if REFUSED_HEADERS.iter().any(|name| header_object.contains_key(*name)) {
        return Err(BadToken::Header);
    }
    let parts = Parts {
        signing_input: token[..header.len() + 1 + payload.len()].to_owned(),
        signature,
        payload: payload_object,
    };
    Ok((header_object, parts))
}

fn algorithm(header: &Map<String, Value>) -> Result<Algorithm, BadToken> {
    let name = header.get("alg").and_then(Value::as_str);
    name.and_then(Algorithm::from_name).ok_or(BadToken::Algorithm)
}

fn kid(header: &Map<String, Value>) -> Result<Option<String>, BadToken> {
    match header.get("kid") {
        None => Ok(None),
        Some(Value::String(kid)) if !kid.is_empty() && kid.len() <= KID_BYTES_MAX => {
            Ok(Some(kid.clone()))
        }
        Some(_) => Err(BadToken::Header),
    }
}

impl Parsed {
    /// A claim **before verification**: good for finding the issuer's keys, nothing else.
    #[must_use]
    pub fn unverified(&self, claim: &str) -> Option<&Value> {
        self.parts.payload.get(claim)
    }

    /// The claims, once the signature is known to be `key`'s.
    ///
    /// # Errors
    /// [`BadToken::Signature`] when it is not, or the key has another `kid`.
    pub fn verify(self, key: &VerifyingKey) -> Result<Map<String, Value>, BadToken> {
        self.parts.check_own(&self.kid, key)?;
        Ok(self.parts.payload)
    }
}

impl Signed {
    /// A claim **before verification**: good for finding the issuer's keys, nothing else.
    #[must_use]
    pub fn unverified(&self, claim: &str) -> Option<&Value> {
        self.parts.payload.get(claim)
    }

    /// The claims, once the signature is known to be made by a key of the set that has the token's `kid`
    /// and is for its algorithm. A token without `kid` fits a set with one such key only.
    ///
    /// # Errors
    /// [`BadToken::UnknownKey`] when the set has no key of this name: it may be an old copy.
    /// [`BadToken::Signature`] when none of them made the signature.
    pub fn verify(&self, keys: &KeySet) -> Result<&Map<String, Value>, BadToken> {
        let Parts { signing_input, signature, payload } = &self.parts;
        keys.verify(self.algorithm, self.kid.as_deref(), signing_input.as_bytes(), signature)?;
        Ok(payload)
    }

    /// The claims of a token that an own user pool's key has signed: RS256, and under the key's `kid`.
    ///
    /// # Errors
    /// [`BadToken::Signature`] otherwise.
    pub fn verify_own(&self, key: &VerifyingKey) -> Result<&Map<String, Value>, BadToken> {
        match (self.algorithm, &self.kid) {
            (Algorithm::Rs256, Some(kid)) => self.parts.check_own(kid, key)?,
            _ => return Err(BadToken::Signature),
        }
        Ok(&self.parts.payload)
    }
}

impl Parts {
    fn check_own(&self, kid: &str, key: &VerifyingKey) -> Result<(), BadToken> {
        let genuine =
            key.kid() == kid && key.verify(self.signing_input.as_bytes(), &self.signature);
        if genuine { Ok(()) } else { Err(BadToken::Signature) }
    }
}
