//! An SRP client of its own: everything as hex text and in variable time, the way client libraries
//! are written, sharing no code with the server side.

use aws_lc_rs::{digest, hmac};
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U3072};

const LIMBS: usize = U3072::LIMBS;
type Form = FixedMontyForm<LIMBS>;

const N_HEX: &str = include_str!("../data/modulus.hex");

/// What a run of the client works out.
pub struct Proof {
    pub inner: String,
    pub x: String,
    pub u: String,
    pub s: String,
    pub key: [u8; 16],
    pub signature: [u8; 32],
}

pub struct Client {
    modulus: FixedMontyParams<LIMBS>,
    k: U3072,
    a: U3072,
}

/// What the server's challenge and the user give to the client.
pub struct Challenge<'a> {
    pub pool_name: &'a str,
    pub user_id: &'a str,
    pub password: &'a str,
    pub salt_hex: &'a str,
    pub b_hex: &'a str,
    pub secret_block: &'a [u8],
    pub timestamp: &'a str,
}

impl Client {
    /// `a_hex` is the client's ephemeral secret, of any length up to 3072 bits.
    pub fn new(a_hex: &str) -> Self {
        let n_hex = N_HEX.trim();
        let modulus = FixedMontyParams::new_vartime(Odd::new(number(n_hex)).unwrap());
        let k = number(&hash_hex(&format!("{}02", padded_hex(n_hex))));
        Self { modulus, k, a: number(a_hex) }
    }

    /// SRP_A, as JavaScript's `toString(16)` writes it.
    pub fn a_hex(&self) -> String {
        minimal(&self.power(2, &self.a).retrieve())
    }

    pub fn answer(&self, challenge: &Challenge) -> Proof {
        let b_hex = challenge.b_hex;
        let u = hash_hex(&(padded_hex(&self.a_hex()) + &padded_hex(b_hex)));
        let user = format!("{}{}:{}", challenge.pool_name, challenge.user_id, challenge.password);
        let inner = hex::encode(digest::digest(&digest::SHA256, user.as_bytes()));
        let x = hash_hex(&(padded_hex(challenge.salt_hex) + &inner));
        // S = (B - k * g^x) ^ (a + u * x)
        let gx = self.power(2, &number(&x));
        let kgx = self.form(&self.k).mul(&gx);
        let base = self.form(&number(b_hex)).sub(&kgx);
        let exponent = self.a.wrapping_add(&number(&u).wrapping_mul(&number(&x)));
        let s = minimal(&base.pow_vartime(&exponent).retrieve());
        let salt = hex::decode(padded_hex(&u)).unwrap();
        let prk = hmac_sha256(&salt, &hex::decode(padded_hex(&s)).unwrap());
        let okm = hmac_sha256(&prk, b"Caldera Derived Key\x01");
        let key: [u8; 16] = okm[..16].try_into().unwrap();
        let message = [
            challenge.pool_name.as_bytes(),
            challenge.user_id.as_bytes(),
            challenge.secret_block,
            challenge.timestamp.as_bytes(),
        ]
        .concat();
        Proof { inner, x: strip(&x), u: strip(&u), s, key, signature: hmac_sha256(&key, &message) }
    }

    fn form(&self, number: &U3072) -> Form {
        Form::new(number, &self.modulus)
    }

    fn power(&self, base: u64, exponent: &U3072) -> Form {
        self.form(&U3072::from(base)).pow_vartime(exponent)
    }
}

/// `padHex` of the JavaScript library, for a number given as hex of any length.
pub fn padded_hex(hex: &str) -> String {
    let digits = strip(hex);
    if digits.len() % 2 == 1 {
        format!("0{digits}")
    } else if "89abcdefABCDEF".contains(&digits[..1]) {
        format!("00{digits}")
    } else {
        digits
    }
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
    hex::encode(digest::digest(&digest::SHA256, &hex::decode(hex_text).unwrap()))
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, message).as_ref().try_into().unwrap()
}
