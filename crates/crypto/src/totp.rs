//! Time-based one-time passwords: RFC 6238 with SHA-1, 6 digits, steps of 30 seconds (OTP-6).

use aws_lc_rs::hmac;

use crate::equal::equal;

pub const STEP_SECONDS: i64 = 30;
/// Codes of this many steps before and after the present one are accepted: clocks differ.
pub const STEPS_ACROSS: i64 = 1;
pub const DIGITS: usize = 6;

/// RFC 4648, for the text that people type into their authenticator.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step that a time falls into.
#[must_use]
pub fn step_at(now_ms: i64) -> i64 {
    now_ms.div_euclid(STEP_SECONDS * 1_000)
}

/// The code of one step.
#[must_use]
pub fn code(secret: &[u8], step: i64) -> String {
    code_of(&key(secret), step)
}

fn key(secret: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret)
}

fn code_of(key: &hmac::Key, step: i64) -> String {
    let tag = hmac::sign(key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[tag.len() - 1] & 0x0F);
    let four = [tag[offset] & 0x7F, tag[offset + 1], tag[offset + 2], tag[offset + 3]];
    format!("{:06}", u32::from_be_bytes(four) % 1_000_000)
}

/// The step near `now_ms` whose code was given, the latest one if several fit.
///
/// Computes and compares every step, in constant time (CT-1). Only six ASCII digits fit (OTP-3).
#[must_use]
pub fn matching_step(secret: &[u8], given: &str, now_ms: i64) -> Option<i64> {
    let (key, now) = (key(secret), step_at(now_ms));
    (now - STEPS_ACROSS..=now + STEPS_ACROSS).fold(None, |found, step| {
        if equal(code_of(&key, step).as_bytes(), given.as_bytes()) { Some(step) } else { found }
    })
}

/// The secret as authenticators take it: base32 without padding, 52 characters for 32 bytes.
#[must_use]
pub fn secret_code(secret: &[u8]) -> String {
    let mut text = String::with_capacity(secret.len().div_ceil(5) * 8);
    for chunk in secret.chunks(5) {
        let mut bits = [0; 8];
        bits[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(bits);
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            let digit = (bits >> (35 - place * 5)) & 0x1F;
            text.push(char::from(BASE32[digit as usize]));
        }
    }
    text
}
