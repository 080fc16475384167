//! Devices: their keys, and what a pool with `DeviceConfiguration` makes of one at a sign-in.
//!
//! Source: developer guide, "Working with user devices in your user pool".

use crate::refusal::{self, Refusal};
use crate::{Sub, id};

/// `<region>_<uuid>`.
pub fn key(region: &str, device: &[u8; 16]) -> String {
    format!("{region}_{}", id::uuid(device))
}

/// The UUID in a device key of this region, written as [`key`] writes it. None: no device has the key.
pub fn parse(region: &str, text: &str) -> Option<[u8; 16]> {
    let uuid = text.strip_prefix(region)?.strip_prefix('_')?;
    let device = id::parse_uuid(uuid)?;
    (id::uuid(&device) == uuid).then_some(device)
}

/// The group key of a user's devices: `-` and eight letters or digits. Not a secret; it stands where the
/// pool's name stands in the arithmetic of passwords, so it only has to stay the same for a device.
pub fn group_key(pool_id: &str, sub: &Sub, hash: fn(&[u8]) -> [u8; 32]) -> String {
    let digest = hash(&[b"device group\0", pool_id.as_bytes(), b"\0", &sub.0].concat());
    const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let letter = |byte: &u8| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]);
    std::iter::once('-').chain(digest[..8].iter().map(letter)).collect()
}

/// Client code compares this text.
pub fn not_found() -> Refusal {
    refusal::resource_not_found("Device does not exist.")
}

/// Every operation on devices in a pool that tracks none.
pub fn not_tracked() -> Refusal {
    refusal::invalid_user_pool_configuration("Device tracking is not enabled for the user pool.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_the_way_there_and_back() {
        let text = key("eu-central-1", &[7; 16]);
        assert_eq!(text, "eu-central-1_07070707-0707-0707-0707-070707070707");
        assert_eq!(parse("eu-central-1", &text), Some([7; 16]));
        assert_eq!(parse("eu-west-1", &text), None);
        assert_eq!(parse("eu-central-1", &text[..text.len() - 1]), None);
        assert_eq!(parse("eu-central-1", "eu-central-1_"), None);
        let upper = key("eu-central-1", &[0xAB; 16]).replace("ab", "AB");
        assert_eq!(parse("eu-central-1", &upper), None);
    }

    #[test]
    fn group_keys_are_of_users() {
        let hash = |bytes: &[u8]| {
            let mut out = [0; 32];
            for (n, byte) in bytes.iter().enumerate() {
                out[n % 32] ^= byte.rotate_left(n as u32);
            }
            out
        };
        let one = group_key("pool", &Sub([1; 16]), hash);
        assert!(one.len() == 9 && one.starts_with('-'));
        assert_ne!(one, group_key("pool", &Sub([2; 16]), hash));
    }
}
