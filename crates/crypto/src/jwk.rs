//! Key sets of issuers (RFC 7517), read strictly.
//!
//! Keys that cannot be used are passed over, as RFC 7517 §5 wants it: other types (symmetric ones above
//! all), other curves and sizes, keys for encryption, and keys whose private half is in the document,
//! since everybody may sign with them.

use crate::jwt::{Algorithm, BadToken, KID_BYTES_MAX, parse_object};
use crate::public_key::PublicKey;
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RsaParameters, VerificationAlgorithm,
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use serde_json::{Map, Value};

/// Keys looked at in one set.
const KEYS_MAX: usize = 100;
/// Keys tried for one token: no honest issuer has two of one name and algorithm.
const TRIED_MAX: usize = 4;
/// The private members of RFC 7518 §6.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The document is no key set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadKeySet {
    #[error("not a JSON object with distinct keys and a list of keys")]
    Json,
    #[error("more than 100 keys")]
    TooMany,
}

/// The usable public keys of an issuer.
#[derive(Default)]
pub struct KeySet {
    keys: Vec<Key>,
}

/// One public key, parsed for every algorithm it may verify.
struct Key {
    kid: Option<String>,
    verifies: Vec<(Algorithm, ParsedPublicKey)>,
}

impl KeySet {
    /// Reads `{"keys":[…]}`.
    ///
    /// # Errors
    /// [`BadKeySet`] when it is none; a set without a usable key is none.
    pub fn parse(json: &[u8]) -> Result<KeySet, BadKeySet> {
        let set = parse_object(json).map_err(|_| BadKeySet::Json)?;
        let Some(Value::Array(keys)) = set.get("keys") else { return Err(BadKeySet::Json) };
        if keys.len() > KEYS_MAX {
            return Err(BadKeySet::TooMany);
        }
        let keys = keys.iter().filter_map(|key| key.as_object().and_then(Key::read)).collect();
        Ok(KeySet { keys })
    }

    /// One RSA key, for one algorithm, added to the set. Nothing happens for a key of an unusable size.
    pub fn add_rsa(&mut self, key: &PublicKey, algorithm: Algorithm) {
        if let Some(verifies) = rsa(&key.n, &key.e, Some(algorithm)) {
            self.keys.push(Key { kid: Some(key.kid.clone()), verifies });
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The rules of [`crate::jwt::Signed::verify`].
    pub(crate) fn verify(
        &self,
        algorithm: Algorithm,
        kid: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), BadToken> {
        let named: Vec<&Key> = match kid {
            Some(kid) => self.keys.iter().filter(|key| key.kid.as_deref() == Some(kid)).collect(),
            None => self.keys.iter().filter(|key| key.of(algorithm).is_some()).collect(),
        };
        match (named.len(), kid) {
            (0, _) => return Err(BadToken::UnknownKey),
            (2.., None) => return Err(BadToken::Signature),
            _ => {}
        }
        let mut fitting = named.iter().filter_map(|key| key.of(algorithm)).take(TRIED_MAX);
        match fitting.any(|key| key.verify_sig(message, signature).is_ok()) {
            true => Ok(()),
            false => Err(BadToken::Signature),
        }
    }
}

impl Key {
    /// None when it is of no use here.
    fn read(jwk: &Map<String, Value>) -> Option<Key> {
        if PRIVATE.iter().any(|member| jwk.contains_key(*member)) {
            return None;
        }
        if jwk.get("use").is_some_and(|usage| usage != "sig") {
            return None;
        }
        if let Some(operations) = jwk.get("key_ops") {
            operations.as_array()?.iter().find(|operation| *operation == "verify")?;
        }
        let kid = match jwk.get("kid") {
            None => None,
            Some(kid) => Some(kid.as_str().filter(|kid| is_kid(kid))?.to_owned()),
        };
        let only = match jwk.get("alg") {
            None => None,
            Some(name) => Some(Algorithm::from_name(name.as_str()?)?),
        };
        let bytes = |member: &str| BASE64.decode(jwk.get(member)?.as_str()?).ok();
        let verifies = match jwk.get("kty")?.as_str()? {
            "RSA" => rsa(&bytes("n")?, &bytes("e")?, only)?,
            "EC" => ec(jwk.get("crv")?.as_str()?, &bytes("x")?, &bytes("y")?, only)?,
            _ => return None,
        };
        Some(Key { kid, verifies })
    }

    fn of(&self, algorithm: Algorithm) -> Option<&ParsedPublicKey> {
        let found = self.verifies.iter().find(|(verified, _)| *verified == algorithm);
        found.map(|(_, key)| key)
    }
}

fn is_kid(kid: &str) -> bool {
    !kid.is_empty() && kid.len() <= KID_BYTES_MAX
}

pub(crate) fn rsa(
    n: &[u8],
    e: &[u8],
    only: Option<Algorithm>,
) -> Option<Vec<(Algorithm, ParsedPublicKey)>> {
    const PARAMETERS: [(Algorithm, &RsaParameters); 3] = [
        (Algorithm::Rs256, &RSA_PKCS1_2048_8192_SHA256),
        (Algorithm::Rs384, &RSA_PKCS1_2048_8192_SHA384),
        (Algorithm::Rs512, &RSA_PKCS1_2048_8192_SHA512),
    ];
    let bits = n.len() * 8 - n.first().map_or(0, |byte| byte.leading_zeros() as usize);
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
    // The library refuses exponents of more than 33 bits, and leading zeros.
    if !(2048..=8192).contains(&bits) || !odd(n) || !odd(e) || e == [1] {
        return None;
    }
    let wanted =
        PARAMETERS.into_iter().filter(|(algorithm, _)| only.is_none_or(|o| o == *algorithm));
    let keys: Option<Vec<_>> = wanted
        .map(|(algorithm, parameters)| {
            let key = PublicKeyComponents { n, e }.to_parsed_public_key(parameters).ok()?;
            Some((algorithm, key))
        })
        .collect();
    keys.filter(|keys| !keys.is_empty())
}

pub(crate) fn ec(
    curve: &str,
    x: &[u8],
    y: &[u8],
    only: Option<Algorithm>,
) -> Option<Vec<(Algorithm, ParsedPublicKey)>> {
    let (algorithm, parameters, bytes): (_, &'static dyn VerificationAlgorithm, _) = match curve {
        "P-256" => (Algorithm::Es256, &ECDSA_P256_SHA256_FIXED, 32),
        "P-384" => (Algorithm::Es384, &ECDSA_P384_SHA384_FIXED, 48),
        "P-521" => (Algorithm::Es512, &ECDSA_P521_SHA512_FIXED, 66),
        _ => return None,
    };
    if only.is_some_and(|only| only != algorithm) || x.len() != bytes || y.len() != bytes {
        return None;
    }
    // The uncompressed point of SEC 1 §2.3.3; the library checks that it is on the curve.
    let point = [&[4], x, y].concat();
    Some(vec![(algorithm, ParsedPublicKey::new(parameters, point).ok()?)])
}
