//! P-384 key pairs that sign tokens with ES384.

use crate::jwt::{Algorithm, compose};
use crate::signing_key::{BadKey, header, ignored_generator, is_kid, read_form, write_form};
use aws_lc_rs::encoding::AsBigEndian;
use aws_lc_rs::encoding::EcPublicKeyUncompressedBin;
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use zeroize::Zeroizing;

/// Differs from the RSA form's.
const FORMAT: u8 = 2;
/// `r` and `s`.
const SIGNATURE_BYTES: usize = 96;
const COORDINATE_BYTES: usize = 48;

/// A key pair parsed once and then shared.
pub struct EcSigningKey {
    kid: String,
    pair: EcdsaKeyPair,
}

impl EcSigningKey {
    /// A new key pair, from the operating system's generator, under a `kid` of 1-255 printable ASCII
    /// characters other than `"` and `\`.
    ///
    /// # Errors
    /// [`BadKey`] for another `kid`.
    pub fn generate(kid: &str) -> Result<Self, BadKey> {
        if !is_kid(kid) {
            return Err(BadKey);
        }
        let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING);
        let pair = pair.expect("the library makes P-384 keys");
        Ok(Self { kid: kid.to_owned(), pair })
    }

    /// The form to seal and store: format byte, length of the kid, kid, PKCS #8.
    #[must_use]
    pub fn to_sealed_form(&self) -> Zeroizing<Vec<u8>> {
        let pkcs8 = self.pair.to_pkcs8v1().expect("a key pair has a PKCS #8 form");
        write_form(FORMAT, &self.kid, pkcs8.as_ref())
    }

    /// Reads what [`Self::to_sealed_form`] wrote.
    ///
    /// # Errors
    /// [`BadKey`] for anything else.
    pub fn from_sealed_form(bytes: &[u8]) -> Result<Self, BadKey> {
        let (kid, pkcs8) = read_form(FORMAT, bytes)?;
        if !is_kid(kid) {
            return Err(BadKey);
        }
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, pkcs8);
        Ok(Self { kid: kid.to_owned(), pair: pair.map_err(|_| BadKey)? })
    }

    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half as a JSON Web Key.
    #[must_use]
    pub fn jwk_json(&self) -> String {
        let point: EcPublicKeyUncompressedBin =
            self.pair.public_key().as_be_bytes().expect("a public key is a point");
        let (x, y) = point.as_ref()[1..].split_at(COORDINATE_BYTES);
        let (x, y) = (BASE64.encode(x), BASE64.encode(y));
        let kid = &self.kid;
        format!(
            r#"{{"alg":"ES384","crv":"P-384","kid":"{kid}","kty":"EC","use":"sig","x":"{x}","y":"{y}"}}"#
        )
    }

    /// The signed token over `claims_json`, which is taken byte for byte; `typ` is for the header.
    #[must_use]
    pub fn sign_token(&self, typ: &str, claims_json: &[u8]) -> String {
        let header = header(&self.kid, Some(typ), Algorithm::Es384);
        compose(&header, claims_json, SIGNATURE_BYTES, |message| {
            self.pair.sign(&ignored_generator(), message).expect("a checked P-384 key signs")
        })
    }
}
