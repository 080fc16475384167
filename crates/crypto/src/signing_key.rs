//! RSA-2048 key pairs that sign tokens with RS256 or RS512 (KEY-6).

use crate::jwt::{Algorithm, KID_BYTES_MAX, compose};
use crate::public_key::PublicKey;
use crate::random::Random;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RsaEncoding};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use zeroize::Zeroizing;

const FORMAT: u8 = 1;

/// The bytes are no key of the kind expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a usable key")]
pub struct BadKey;

/// What RSA signatures are made over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RsaHash {
    /// RS256.
    Sha256,
    /// RS512.
    Sha512,
}

/// A key pair parsed once and then shared; signing needs no lock and takes about 0.2 ms.
pub struct SigningKey {
    kid: String,
    header: String,
    pair: KeyPair,
}

impl SigningKey {
    /// A new key pair: about 100 ms of processor time, so keep a stock of them.
    ///
    /// Only the `kid` (standard base64 of 32 bytes, as AWS writes it) comes from `random`: the
    /// library draws the primes from the operating system's generator itself.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("RSA key generation ends");
        Self::new(BASE64_STANDARD.encode(random.array::<32>()), pair)
    }

    /// The form to seal and store: format byte, length of the kid, kid, PKCS #8.
    #[must_use]
    pub fn to_sealed_form(&self) -> Zeroizing<Vec<u8>> {
        let pkcs8 = self.pair.as_der().expect("a key pair has a PKCS #8 form");
        write_form(FORMAT, &self.kid, pkcs8.as_ref())
    }

    /// Reads what [`Self::to_sealed_form`] wrote.
    ///
    /// # Errors
    /// [`BadKey`] for anything else; the parts of the key are checked against each other.
    pub fn from_sealed_form(bytes: &[u8]) -> Result<Self, BadKey> {
        let (kid, pkcs8) = read_form(FORMAT, bytes)?;
        Self::from_pkcs8(kid, pkcs8)
    }

    /// The same key under another `kid`: 1-255 printable ASCII characters other than `"` and `\`.
    ///
    /// # Errors
    /// [`BadKey`] for another `kid`.
    pub fn renamed(self, kid: &str) -> Result<Self, BadKey> {
        if is_kid(kid) { Ok(Self::new(kid.to_owned(), self.pair)) } else { Err(BadKey) }
    }

    /// A key pair made elsewhere: PKCS #8 in DER, 2048 bits, under a `kid` of 1-255 printable
    /// ASCII characters other than `"` and `\`.
    ///
    /// # Errors
    /// [`BadKey`] for a key of another kind or size, an inconsistent one, or such a `kid`.
    pub fn from_pkcs8(kid: &str, pkcs8: &[u8]) -> Result<Self, BadKey> {
        if !is_kid(kid) {
            return Err(BadKey);
        }
        let pair = KeyPair::from_pkcs8(pkcs8).map_err(|_| BadKey)?;
        if pair.public_modulus_len() != KeySize::Rsa2048.len() {
            return Err(BadKey);
        }
        Ok(Self::new(kid.to_owned(), pair))
    }

    fn new(kid: String, pair: KeyPair) -> Self {
        Self { header: header(&kid, None, Algorithm::Rs256), kid, pair }
    }

    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    #[must_use]
    pub fn public(&self) -> PublicKey {
        let public = self.pair.public_key();
        PublicKey {
            kid: self.kid.clone(),
            n: public.modulus().big_endian_without_leading_zero().to_vec(),
            e: public.exponent().big_endian_without_leading_zero().to_vec(),
        }
    }

    /// The signed token (RS256) over `claims_json`, which is taken byte for byte.
    #[must_use]
    pub fn sign_jwt(&self, claims_json: &[u8]) -> String {
        compose(&self.header, claims_json, KeySize::Rsa2048.len(), |message| self.sign(message))
    }

    /// The same with a `typ` in its header, and signed with either hash.
    #[must_use]
    pub fn sign_token(&self, hash: RsaHash, typ: &str, claims_json: &[u8]) -> String {
        let (algorithm, encoding): (_, &'static dyn RsaEncoding) = match hash {
            RsaHash::Sha256 => (Algorithm::Rs256, &RSA_PKCS1_SHA256),
            RsaHash::Sha512 => (Algorithm::Rs512, &RSA_PKCS1_SHA512),
        };
        let header = header(&self.kid, Some(typ), algorithm);
        compose(&header, claims_json, KeySize::Rsa2048.len(), |message| {
            self.sign_with(encoding, message)
        })
    }

    /// The RS256 signature (RSASSA-PKCS1-v1_5 with SHA-256) of `message`.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 256] {
        self.sign_with(&RSA_PKCS1_SHA256, message)
    }

    fn sign_with(&self, encoding: &'static dyn RsaEncoding, message: &[u8]) -> [u8; 256] {
        let mut signature = [0; 256];
        self.pair
            .sign(encoding, &ignored_generator(), message, &mut signature)
            .expect("a checked 2048-bit key signs");
        signature
    }
}

/// What the library demands of those who sign. It draws nonces and blinds with its own generator, and
/// ignores this one.
#[expect(clippy::disallowed_methods, reason = "the signature of `sign` demands one")]
pub(crate) fn ignored_generator() -> aws_lc_rs::rand::SystemRandom {
    aws_lc_rs::rand::SystemRandom::new()
}

/// 1-255 printable ASCII characters that JSON need not escape.
pub(crate) fn is_kid(kid: &str) -> bool {
    let plain = |b: u8| b.is_ascii_graphic() && b != b'"' && b != b'\\';
    !kid.is_empty() && kid.len() <= KID_BYTES_MAX && kid.bytes().all(plain)
}

/// A token's header, encoded, in AWS's order. Neither text needs escaping: see [`is_kid`].
pub(crate) fn header(kid: &str, typ: Option<&str>, algorithm: Algorithm) -> String {
    let typ = typ.map_or(String::new(), |typ| format!(r#""typ":"{typ}","#));
    let alg = algorithm.name();
    BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"kid":"{kid}",{typ}"alg":"{alg}"}}"#))
}

pub(crate) fn write_form(format: u8, kid: &str, pkcs8: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(2 + kid.len() + pkcs8.len()));
    out.push(format);
    out.push(u8::try_from(kid.len()).expect("the kid was checked on the way in"));
    out.extend_from_slice(kid.as_bytes());
    out.extend_from_slice(pkcs8);
    out
}

/// The kid and the PKCS #8.
pub(crate) fn read_form(format: u8, bytes: &[u8]) -> Result<(&str, &[u8]), BadKey> {
    let [first, length, rest @ ..] = bytes else { return Err(BadKey) };
    let (kid, pkcs8) = rest.split_at_checked(usize::from(*length)).ok_or(BadKey)?;
    if *first != format {
        return Err(BadKey);
    }
    Ok((std::str::from_utf8(kid).map_err(|_| BadKey)?, pkcs8))
}
