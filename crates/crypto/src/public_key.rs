//! The public half of a signing key: as a JSON Web Key, and as something that verifies.

use crate::jwt::Algorithm;
use crate::signing_key::BadKey;
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};

/// An RSA public key; `n` and `e` are big-endian without leading zeros.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicKey {
    pub kid: String,
    pub n: Vec<u8>,
    pub e: Vec<u8>,
}

impl PublicKey {
    /// The key as the pool's key set publishes it (members in AWS's order).
    #[must_use]
    pub fn jwk_json(&self) -> String {
        let kid = serde_json::Value::from(self.kid.as_str());
        let (e, n) = (BASE64.encode(&self.e), BASE64.encode(&self.n));
        format!(r#"{{"alg":"RS256","e":"{e}","kid":{kid},"kty":"RSA","n":"{n}","use":"sig"}}"#)
    }

    /// The key as the issuer of identity pools' tokens publishes it (members in AWS's order).
    #[must_use]
    pub fn jwk_json_for(&self, algorithm: Algorithm) -> String {
        let kid = serde_json::Value::from(self.kid.as_str());
        let (e, n) = (BASE64.encode(&self.e), BASE64.encode(&self.n));
        let alg = algorithm.name();
        format!(r#"{{"kty":"RSA","alg":"{alg}","use":"sig","kid":{kid},"n":"{n}","e":"{e}"}}"#)
    }

    /// Parses the key once, for many verifications.
    ///
    /// # Errors
    /// [`BadKey`] unless it is an RSA key of 2048 to 8192 bits.
    pub fn verifying_key(&self) -> Result<VerifyingKey, BadKey> {
        let bits = self.n.len() * 8 - self.n.first().map_or(0, |b| b.leading_zeros() as usize);
        if !(2048..=8192).contains(&bits) {
            return Err(BadKey);
        }
        let key = PublicKeyComponents { n: &self.n, e: &self.e }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .map_err(|_| BadKey)?;
        Ok(VerifyingKey { kid: self.kid.clone(), key })
    }
}

/// The key set document `{"keys":[…]}` of a pool.
#[must_use]
pub fn jwks_json(keys: &[PublicKey]) -> String {
    let keys: Vec<String> = keys.iter().map(PublicKey::jwk_json).collect();
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

/// A parsed public key; share it.
pub struct VerifyingKey {
    kid: String,
    key: ParsedPublicKey,
}

impl VerifyingKey {
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Whether `signature` is an RS256 signature of `message` by this key.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}
