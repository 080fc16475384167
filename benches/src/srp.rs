//! The client's side of SRP, so that the server's can be measured.

use anyhow::{Context, Result};
use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U3072};
use serde_json::{Value, json};

const LIMBS: usize = U3072::LIMBS;
type Form = FixedMontyForm<LIMBS>;

/// The 3072-bit group of RFC 3526; g = 2.
const N_HEX: &str = include_str!("../../crates/crypto/tests/data/modulus.hex");

/// One client number and what is computed from it once.
pub struct Client {
    modulus: FixedMontyParams<LIMBS>,
    k: Form,
    a: U3072,
    public_hex: String,
}

impl Client {
    /// `a` should be random and of 256 bits, as clients choose it.
    pub fn new(a: &[u8; 32]) -> Self {
        let n_hex = N_HEX.trim();
        let n = Odd::new(number(n_hex)).expect("the modulus is odd");
        let modulus = FixedMontyParams::new_vartime(n);
        let k = number(&sha256_hex(&[padded(n_hex), vec![2]].concat()));
        let k = Form::new(&k, &modulus);
        let a = number(&hex::encode(a));
        let public_hex = minimal(&power_of_g(&a, &modulus).retrieve());
        Client { modulus, k, a, public_hex }
    }

    /// SRP_A.
    pub fn public_hex(&self) -> &str {
        &self.public_hex
    }

    /// The responses to PASSWORD_VERIFIER.
    pub fn answer(&self, pool_id: &str, password: &str, challenge: &Value) -> Result<Value> {
        let parameter = |name: &str| {
            challenge[name].as_str().with_context(|| format!("the challenge has no {name}"))
        };
        let (user, salt) = (parameter("USER_ID_FOR_SRP")?, parameter("SALT")?);
        let (b_hex, block) = (parameter("SRP_B")?, parameter("SECRET_BLOCK")?);
        let pool = pool_id.split_once('_').context("a pool id has an underscore")?.1;
        let key = self.key(pool, user, password, salt, b_hex);
        let stamp = timestamp();
        let message =
            [pool.as_bytes(), user.as_bytes(), &STANDARD.decode(block)?, stamp.as_bytes()];
        Ok(json!({
            "USERNAME": user,
            "TIMESTAMP": stamp,
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": STANDARD.encode(hmac_sha256(&key, &message.concat())),
        }))
    }

    fn key(&self, pool: &str, user: &str, password: &str, salt: &str, b_hex: &str) -> [u8; 16] {
        let u = sha256_hex(&[padded(&self.public_hex), padded(b_hex)].concat());
        let inner = sha256(format!("{pool}{user}:{password}").as_bytes());
        let x = number(&sha256_hex(&[padded(salt), inner].concat()));
        // S = (B - k * g^x) ^ (a + u * x)
        let base = Form::new(&number(b_hex), &self.modulus)
            .sub(&self.k.mul(&power_of_g(&x, &self.modulus)));
        let exponent = self.a.wrapping_add(&number(&u).wrapping_mul(&x));
        let shared = minimal(&base.pow_bounded_exp(&exponent, 520).retrieve());
        let secret = hmac_sha256(&padded(&u), &padded(&shared));
        let derived = hmac_sha256(&secret, b"Caldera Derived Key\x01");
        derived[..16].try_into().expect("a MAC has 32 bytes")
    }
}

fn power_of_g(exponent: &U3072, modulus: &FixedMontyParams<LIMBS>) -> Form {
    Form::new(&U3072::from(2_u8), modulus).pow_bounded_exp(exponent, 256)
}

/// `Thu Jan 1 00:00:00 UTC 1970`, now.
pub(crate) fn timestamp() -> String {
    let now = time::OffsetDateTime::now_utc();
    let weekday = &now.weekday().to_string()[..3];
    let month = &now.month().to_string()[..3];
    let (hour, minute, second) = now.to_hms();
    let (day, year) = (now.day(), now.year());
    format!("{weekday} {month} {day} {hour:02}:{minute:02}:{second:02} UTC {year}")
}

/// Minimal big-endian bytes, with a zero in front when the top bit is set.
fn padded(hex_digits: &str) -> Vec<u8> {
    let digits = hex_digits.trim_start_matches('0');
    let even = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits.to_owned() };
    let mut bytes = hex::decode(even).expect("the server and this module write hex");
    if bytes.first().is_none_or(|first| *first >= 0x80) {
        bytes.insert(0, 0);
    }
    bytes
}

fn number(hex_digits: &str) -> U3072 {
    U3072::from_be_hex(&format!("{hex_digits:0>768}"))
}

fn minimal(number: &U3072) -> String {
    format!("{number:x}").trim_start_matches('0').to_owned()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(sha256(bytes))
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published example: a is 32 bytes a1, b is 32 bytes b0.
    #[test]
    fn agrees_with_the_published_example() {
        let client = Client::new(&[0xa1; 32]);
        let public = hex::encode(sha256(&padded(client.public_hex())));
        assert_eq!(public, "31421f07eb763d09c3565f8e34a296719127d9bebda6c4a66c3ff445701d5b96");

        let (pool, user) = ("AbCdEfGhI", "7d1f3c52-0c3b-4a4f-9e0e-3f2b1a6c9d10");
        let (password, salt) = ("Correct-Horse9", "8f".repeat(16));
        // B = k * v + g^b
        let inner = sha256(format!("{pool}{user}:{password}").as_bytes());
        let x = number(&sha256_hex(&[padded(&salt), inner].concat()));
        let b = number(&"b0".repeat(32));
        let v = power_of_g(&x, &client.modulus);
        let server = client.k.mul(&v).add(&power_of_g(&b, &client.modulus)).retrieve();
        let key = client.key(pool, user, password, &salt, &minimal(&server));
        assert_eq!(hex::encode(key), "9f69dcecf40aa7f3b1460d9937e6654c");
    }
}
