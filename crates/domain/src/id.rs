//! Identifiers in AWS's forms, made from random bytes that the caller provides.

mod draw;

pub use draw::Draw;

const LOWER_AND_DIGITS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const LETTERS_AND_DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE_32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE_64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `<region>_` and 9 of `[0-9A-Za-z]`.
pub fn pool_id(region: &str, random: &[u8; 32]) -> String {
    format!("{region}_{}", text(LETTERS_AND_DIGITS, 9, random))
}

/// The part of a pool id before the last `_`; `None` when the text is no pool id.
pub fn region_of(pool_id: &str) -> Option<&str> {
    let (region, rest) = pool_id.rsplit_once('_')?;
    let well_formed = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric());
    (well_formed && !region.is_empty()).then_some(region)
}

/// The part of a pool id after the last `_`: "poolName" in SRP.
pub fn pool_name(pool_id: &str) -> &str {
    pool_id.rsplit_once('_').map_or(pool_id, |(_, name)| name)
}

/// 26 of `[a-z0-9]`.
pub fn client_id(random: &[u8; 32]) -> String {
    text(LOWER_AND_DIGITS, 26, random)
}

/// 51 of `[a-z0-9]`: more than 256 bits.
pub fn client_secret(random: &[u8; 64]) -> String {
    text(LOWER_AND_DIGITS, 51, random)
}

/// `<clientId>--<creation time>`.
pub fn secret_id(client_id: &str, created: i64) -> String {
    format!("{client_id}--{created}")
}

/// A prefix of four capitals (`AKIA` long term, `ASIA` temporary) and 16 of `[A-Z2-7]`.
pub fn access_key_id(prefix: &str, random: &[u8; 32]) -> String {
    format!("{prefix}{}", text(BASE_32, 16, random))
}

/// 40 of the base64 alphabet: 240 bits.
pub fn secret_access_key(random: &[u8; 64]) -> String {
    text(BASE_64, 40, random)
}

/// IAM's unique ids: a prefix of four capitals (`AIDA` user, `AROA` role ...) and 17 of `[A-Z2-7]`.
pub fn principal_id(prefix: &str, random: &[u8; 32]) -> String {
    format!("{prefix}{}", text(BASE_32, 17, random))
}

/// Lowercase UUID text of 16 bytes, whatever their version bits.
pub fn uuid(bytes: &[u8; 16]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 0x0F)]));
    }
    text
}

/// Sets the version and variant bits of a random (version 4) UUID.
pub fn version_4(mut bytes: [u8; 16]) -> [u8; 16] {
    bytes[6] = bytes[6] & 0x0F | 0x40;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    bytes
}

/// An id in the order of time, so that rows written one after the other are neighbours in their table.
/// Ten bytes stay random.
pub fn in_time(now_ms: i64, mut random: [u8; 16]) -> [u8; 16] {
    random[..6].copy_from_slice(&now_ms.to_be_bytes()[2..]);
    random
}

/// The bytes of a canonical lowercase UUID text.
pub fn parse_uuid(text: &str) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    let digits = text.replace('-', "");
    hex::decode_to_slice(&digits, &mut bytes).ok()?;
    (uuid(&bytes) == text).then_some(bytes)
}

fn text(alphabet: &[u8], count: usize, random: &[u8]) -> String {
    let mut draw = Draw::new(random);
    (0..count).map(|_| draw.pick(alphabet) as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_awss() {
        let pool = pool_id("eu-north-1", &[0x5A; 32]);
        assert_eq!(pool.len(), "eu-north-1_".len() + 9);
        assert_eq!(region_of(&pool), Some("eu-north-1"));
        assert_eq!(pool_name("us-east-1_AbCdEfGhI"), "AbCdEfGhI");
        assert_eq!(region_of("nonsense"), None);
        assert_eq!(region_of("us-east-1_"), None);
        assert_eq!(region_of("us-east-1_a/b"), None);
        assert_eq!(client_id(&[0xFF; 32]).len(), 26);
        assert_eq!(client_secret(&[0xFF; 64]).len(), 51);
        assert_eq!(secret_id("abc", 1_700_000_000_123), "abc--1700000000123");
        assert_eq!(access_key_id("AKIA", &[7; 32]).len(), 20);
        assert_eq!(secret_access_key(&[7; 64]).len(), 40);
        assert_eq!(principal_id("AROA", &[7; 32]).len(), 21);
        let bytes = std::array::from_fn(|n| n as u8 * 17);
        assert_eq!(uuid(&bytes), "00112233-4455-6677-8899-aabbccddeeff");
        assert_eq!(parse_uuid(&uuid(&bytes)), Some(bytes));
    }

    #[test]
    fn ids_in_time_follow_each_other_and_differ_within_a_moment() {
        let now_ms = 1_700_000_000_123;
        assert!(in_time(now_ms, [0xFF; 16]) < in_time(now_ms + 1, [0; 16]));
        assert_eq!(in_time(now_ms, [7; 16])[6..], [7; 10]);
        assert_ne!(in_time(now_ms, [7; 16]), in_time(now_ms, [8; 16]));
    }

    #[test]
    fn every_byte_matters() {
        for i in 0..32 {
            let mut other = [9; 32];
            other[i] ^= 1;
            assert_ne!(client_id(&[9; 32]), client_id(&other), "byte {i}");
        }
    }
}
