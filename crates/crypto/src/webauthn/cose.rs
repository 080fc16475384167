//! COSE keys: the public keys of credentials.
//!
//! Source: RFC 9053; WebAuthn section 5.8.5 (ES256 means P-256, EdDSA means Ed25519).

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
};

use super::Fault;
use super::cbor::{self, Item};

pub const ES256: i64 = -7;
pub const EDDSA: i64 = -8;
pub const RS256: i64 = -257;

// Labels of the key's map.
const KEY_TYPE: i64 = 1;
const ALGORITHM: i64 = 3;
const CURVE: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const N: i64 = -1;
const E: i64 = -2;

/// A parsed key of one of the accepted algorithms.
pub struct Key {
    pub algorithm: i64,
    key: ParsedPublicKey,
}

impl Key {
    pub fn parse(bytes: &[u8]) -> Result<Key, Fault> {
        Key::read(&cbor::parse(bytes)?)
    }

    /// `Unsupported`: an algorithm, key type or curve that is not accepted; `Malformed`: no key.
    pub fn read(map: &Item) -> Result<Key, Fault> {
        let int = |label| map.int(label).and_then(Item::as_int);
        let bytes = |label| map.int(label).and_then(Item::as_bytes).ok_or(Fault::Malformed);
        let algorithm = int(ALGORITHM).ok_or(Fault::Malformed)?;
        let kind = int(KEY_TYPE).ok_or(Fault::Malformed)?;
        let malformed = |_| Fault::Malformed;
        let key = match (algorithm, kind, int(CURVE)) {
            (ES256, 2, Some(1)) => {
                let (x, y) = (bytes(X)?, bytes(Y)?);
                if x.len() != 32 || y.len() != 32 {
                    return Err(Fault::Malformed);
                }
                let point = [&[4], x, y].concat();
                ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).map_err(malformed)?
            }
            (EDDSA, 1, Some(6)) => {
                let x = bytes(X)?;
                if x.len() != 32 {
                    return Err(Fault::Malformed);
                }
                ParsedPublicKey::new(&ED25519, x).map_err(malformed)?
            }
            (RS256, 3, _) => {
                let (n, e) = (bytes(N)?, bytes(E)?);
                let bits = n.len() * 8 - n.first().map_or(0, |b| b.leading_zeros() as usize);
                if !(2048..=8192).contains(&bits) {
                    return Err(Fault::Unsupported);
                }
                PublicKeyComponents { n, e }
                    .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
                    .map_err(|_| Fault::Malformed)?
            }
            _ => return Err(Fault::Unsupported),
        };
        Ok(Key { algorithm, key })
    }

    /// A certificate's key (`SubjectPublicKeyInfo`) for an algorithm.
    pub fn of_certificate(algorithm: i64, info: &[u8]) -> Result<Key, Fault> {
        let key = match algorithm {
            ES256 => ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, info),
            EDDSA => ParsedPublicKey::new(&ED25519, info),
            RS256 => ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, info),
            _ => return Err(Fault::Unsupported),
        };
        Ok(Key { algorithm, key: key.map_err(|_| Fault::Malformed)? })
    }

    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Fault> {
        self.key.verify_sig(message, signature).map_err(|_| Fault::Signature)
    }
}
