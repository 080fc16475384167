//! RSA-2048 key pairs that sign tokens with RS256 (KEY-6).

use crate::public_key::PublicKey;
use crate::random::Random;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const KID_BYTES_MAX: usize = 255;

/// The bytes are no key of the kind expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a usable RSA key")]
pub struct BadKey;

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
        let mut out = Zeroizing::new(Vec::with_capacity(2 + self.kid.len() + pkcs8.as_ref().len()));
        out.push(FORMAT);
        out.push(u8::try_from(self.kid.len()).expect("the kid was checked on the way in"));
        out.extend_from_slice(self.kid.as_bytes());
        out.extend_from_slice(pkcs8.as_ref());
        out
    }

    /// Reads what [`Self::to_sealed_form`] wrote.
    ///
    /// # Errors
    /// [`BadKey`] for anything else; the parts of the key are checked against each other.
    pub fn from_sealed_form(bytes: &[u8]) -> Result<Self, BadKey> {
        let [FORMAT, length, rest @ ..] = bytes else { return Err(BadKey) };
        let (kid, pkcs8) = rest.split_at_checked(usize::from(*length)).ok_or(BadKey)?;
        Self::from_pkcs8(std::str::from_utf8(kid).map_err(|_| BadKey)?, pkcs8)
    }

    /// A key pair made elsewhere: PKCS #8 in DER, 2048 bits, under a `kid` of 1-255 printable
    /// ASCII characters other than `"` and `\`.
    ///
    /// # Errors
    /// [`BadKey`] for a key of another kind or size, an inconsistent one, or such a `kid`.
    pub fn from_pkcs8(kid: &str, pkcs8: &[u8]) -> Result<Self, BadKey> {
        let plain = |b: u8| b.is_ascii_graphic() && b != b'"' && b != b'\\';
        if kid.is_empty() || kid.len() > KID_BYTES_MAX || !kid.bytes().all(plain) {
            return Err(BadKey);
        }
        let pair = KeyPair::from_pkcs8(pkcs8).map_err(|_| BadKey)?;
        if pair.public_modulus_len() != KeySize::Rsa2048.len() {
            return Err(BadKey);
        }
        Ok(Self::new(kid.to_owned(), pair))
    }

    fn new(kid: String, pair: KeyPair) -> Self {
        // The order of AWS's header. The kid needs no escaping: see `from_pkcs8`.
        let header = format!(r#"{{"kid":"{kid}","alg":"RS256"}}"#);
        Self { header: BASE64_URL_SAFE_NO_PAD.encode(header), kid, pair }
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

    /// The signed token over `claims_json`, which is taken byte for byte.
    #[must_use]
    pub fn sign_jwt(&self, claims_json: &[u8]) -> String {
        let signature_chars = 4 * KeySize::Rsa2048.len() / 3 + 1;
        let claims_chars = 4 * claims_json.len() / 3 + 3;
        let mut token =
            String::with_capacity(self.header.len() + claims_chars + signature_chars + 2);
        token.push_str(&self.header);
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(claims_json, &mut token);
        let signature = self.sign(token.as_bytes());
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        token
    }

    /// The RS256 signature (RSASSA-PKCS1-v1_5 with SHA-256) of `message`.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 256] {
        let mut signature = [0; 256];
        // The library blinds with its own generator and ignores this one.
        #[expect(clippy::disallowed_methods, reason = "the signature of `sign` demands one")]
        let unused = aws_lc_rs::rand::SystemRandom::new();
        self.pair
            .sign(&RSA_PKCS1_SHA256, &unused, message, &mut signature)
            .expect("a checked 2048-bit key signs");
        signature
    }
}
