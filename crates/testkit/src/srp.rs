//! An SRP client of its own: everything as hex text and in variable time, the way client libraries
//! are written, sharing no arithmetic with the server.

use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U3072};
use serde_json::{Value, json};
use time::OffsetDateTime;

const LIMBS: usize = U3072::LIMBS;
type Form = FixedMontyForm<LIMBS>;

/// The modulus of the group, in hex.
pub const N_HEX: &str = include_str!("../data/srp_modulus.hex");

/// One sign-in's client: its secret exponent and what follows from it.
pub struct Client {
    modulus: FixedMontyParams<LIMBS>,
    k: U3072,
    a: U3072,
}

impl Client {
    /// `a_hex` is the secret exponent, of any length up to 3072 bits.
    pub fn new(a_hex: &str) -> Client {
        let n_hex = N_HEX.trim();
        let odd = Odd::new(number(n_hex)).expect("the modulus is odd");
        let k = number(&hash_hex(&format!("{}02", padded_hex(n_hex))));
        Client { modulus: FixedMontyParams::new_vartime(odd), k, a: number(a_hex) }
    }

    /// `SRP_A`, as JavaScript's `toString(16)` writes it.
    pub fn a_hex(&self) -> String {
        minimal(&self.power(2, &self.a).retrieve())
    }

    /// `ChallengeResponses` for a `PASSWORD_VERIFIER` with these `ChallengeParameters`, at this
    /// time of the client's clock.
    pub fn responses(&self, pool: &str, password: &str, parameters: &Value, now_s: i64) -> Value {
        let timestamp = timestamp(now_s);
        let signature = self.signature(pool, password, parameters, &timestamp);
        json!({
            "USERNAME": text(parameters, "USER_ID_FOR_SRP"),
            "PASSWORD_CLAIM_SECRET_BLOCK": text(parameters, "SECRET_BLOCK"),
            "PASSWORD_CLAIM_SIGNATURE": signature,
            "TIMESTAMP": timestamp,
        })
    }

    /// `PASSWORD_CLAIM_SIGNATURE`; `pool` is the pool's id.
    pub fn signature(
        &self,
        pool: &str,
        password: &str,
        parameters: &Value,
        timestamp: &str,
    ) -> String {
        let pool_name = pool.split_once('_').map_or(pool, |(_, name)| name);
        let user_id = text(parameters, "USER_ID_FOR_SRP");
        let block = STANDARD.decode(text(parameters, "SECRET_BLOCK")).expect("base64");
        let (salt_hex, b_hex) = (text(parameters, "SALT"), text(parameters, "SRP_B"));
        let user = format!("{pool_name}{user_id}:{password}");
        let inner = hex::encode(digest::digest(&digest::SHA256, user.as_bytes()));
        let x = hash_hex(&(padded_hex(salt_hex) + &inner));
        let key = self.key(b_hex, &x);
        let message =
            [pool_name.as_bytes(), user_id.as_bytes(), &block, timestamp.as_bytes()].concat();
        STANDARD.encode(hmac_sha256(&key, &message))
    }

    /// `DeviceSecretVerifierConfig` for a device's secret: base64 of padded numbers.
    pub fn device_config(&self, group: &str, device: &str, secret: &str, salt_hex: &str) -> Value {
        let user = format!("{group}{device}:{secret}");
        let inner = hex::encode(digest::digest(&digest::SHA256, user.as_bytes()));
        let x = hash_hex(&(padded_hex(salt_hex) + &inner));
        let verifier = minimal(&self.power(2, &number(&x)).retrieve());
        json!({
            "Salt": STANDARD.encode(bytes(salt_hex)),
            "PasswordVerifier": STANDARD.encode(bytes(&verifier)),
        })
    }

    /// `ChallengeResponses` for a `DEVICE_PASSWORD_VERIFIER`, at this time of the client's clock.
    pub fn device_responses(
        &self,
        group: &str,
        secret: &str,
        parameters: &Value,
        now_s: i64,
    ) -> Value {
        let mut as_user = parameters.clone();
        as_user["USER_ID_FOR_SRP"] = parameters["DEVICE_KEY"].clone();
        let mut responses = self.responses(group, secret, &as_user, now_s);
        responses["USERNAME"] = parameters["USERNAME"].clone();
        responses["DEVICE_KEY"] = parameters["DEVICE_KEY"].clone();
        responses
    }

    fn key(&self, b_hex: &str, x: &str) -> [u8; 16] {
        let u = hash_hex(&(padded_hex(&self.a_hex()) + &padded_hex(b_hex)));
        // S = (B - k * g^x) ^ (a + u * x)
        let gx = self.power(2, &number(x));
        let kgx = self.form(&self.k).mul(&gx);
        let base = self.form(&number(b_hex)).sub(&kgx);
        let exponent = self.a.wrapping_add(&number(&u).wrapping_mul(&number(x)));
        let s = minimal(&base.pow_vartime(&exponent).retrieve());
        let prk = hmac_sha256(&bytes(&u), &bytes(&s));
        let okm = hmac_sha256(&prk, b"Caldera Derived Key\x01");
        okm[..16].try_into().expect("16 of 32 bytes")
    }

    fn form(&self, number: &U3072) -> Form {
        Form::new(number, &self.modulus)
    }

    fn power(&self, base: u64, exponent: &U3072) -> Form {
        self.form(&U3072::from(base)).pow_vartime(exponent)
    }
}

/// `TIMESTAMP` of a moment: `Thu Jan 1 00:00:00 UTC 1970`.
pub fn timestamp(now_s: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(now_s).expect("a time");
    let (weekday, month) = (at.weekday().to_string(), at.month().to_string());
    let (hour, minute, second) = at.to_hms();
    format!(
        "{} {} {} {hour:02}:{minute:02}:{second:02} UTC {}",
        &weekday[..3],
        &month[..3],
        at.day(),
        at.year()
    )
}

fn text<'a>(parameters: &'a Value, name: &str) -> &'a str {
    parameters[name].as_str().unwrap_or_else(|| panic!("no {name} in {parameters}"))
}

/// `padHex` of the JavaScript library, for a number given as hex of any length.
fn padded_hex(hex: &str) -> String {
    let digits = strip(hex);
    if digits.len() % 2 == 1 {
        format!("0{digits}")
    } else if "89abcdefABCDEF".contains(&digits[..1]) {
        format!("00{digits}")
    } else {
        digits
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(padded_hex(hex)).expect("padded hex")
}

fn number(hex: &str) -> U3072 {
    U3072::from_be_hex(&format!("{hex:0>768}"))
}

fn minimal(number: &U3072) -> String {
    strip(&format!("{number:x}"))
}

fn strip(hex: &str) -> String {
    let digits = hex.trim_start_matches('0');
    if digits.is_empty() { "0".into() } else { digits.to_lowercase() }
}

fn hash_hex(hex_text: &str) -> String {
    let bytes = hex::decode(hex_text).expect("padded hex");
    hex::encode(digest::digest(&digest::SHA256, &bytes))
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, message).as_ref().try_into().expect("a MAC has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A published run: a = 32 bytes a1, b = 32 bytes b0, the password of the documentation's user.
    #[test]
    fn the_client_agrees_with_the_vector() {
        let client = Client::new(&"a1".repeat(32));
        let a = digest::digest(&digest::SHA256, &bytes(&client.a_hex()));
        assert_eq!(
            hex::encode(a),
            "31421f07eb763d09c3565f8e34a296719127d9bebda6c4a66c3ff445701d5b96"
        );
        assert_eq!(timestamp(0), "Thu Jan 1 00:00:00 UTC 1970");
    }
}
