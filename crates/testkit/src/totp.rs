//! An authenticator app.

use cognate_crypto::totp;

use crate::cognate::Cognate;

const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

impl Cognate {
    /// The code that an authenticator with this `SecretCode` shows now.
    pub fn totp(&self, secret_code: &str) -> String {
        self.totp_across(secret_code, 0)
    }

    /// The code of a step before or after the present one.
    pub fn totp_across(&self, secret_code: &str, steps: i64) -> String {
        let step = totp::step_at(self.clock.now_s() * 1_000) + steps;
        totp::code(&decode(secret_code), step)
    }
}

/// Base32 without padding.
fn decode(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes() {
        let digit = BASE32.iter().position(|b| *b == letter).expect("a base32 letter");
        held = (held << 5) | digit as u32;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    bytes
}
