//! Keyed hashes: HMAC-SHA-256.

use crate::derive::encode_parts;
use crate::equal::equal;
use aws_lc_rs::hmac;

/// Authenticates the values of one purpose, pool and key version. Made by
/// [`crate::DataKey::mac`].
pub struct MacKey {
    // Two keys, so that no list of parts has the MAC of some raw message.
    parts: hmac::Key,
    raw: hmac::Key,
}

impl MacKey {
    pub(crate) fn new(parts: &[u8; 32], raw: &[u8; 32]) -> Self {
        Self {
            parts: hmac::Key::new(hmac::HMAC_SHA256, parts),
            raw: hmac::Key::new(hmac::HMAC_SHA256, raw),
        }
    }

    /// The MAC of a list of fields. `["a", "bc"]` and `["ab", "c"]` differ.
    #[must_use]
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        sign(&self.parts, &encode_parts(parts))
    }

    /// Whether `tag` is the MAC of `parts`, in constant time.
    #[must_use]
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        equal(&self.mac(parts), tag)
    }

    /// The MAC of one message as it is, for formats defined elsewhere.
    #[must_use]
    pub fn raw(&self, message: &[u8]) -> [u8; 32] {
        sign(&self.raw, message)
    }
}

fn sign(key: &hmac::Key, message: &[u8]) -> [u8; 32] {
    hmac::sign(key, message).as_ref().try_into().expect("HMAC-SHA-256 gives 32 bytes")
}

/// HMAC-SHA-256 over the concatenation of `parts`, for protocols that define it so.
pub(crate) fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    context.sign().as_ref().try_into().expect("HMAC-SHA-256 gives 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_cannot_move_between_parts() {
        let key = MacKey::new(&[1; 32], &[2; 32]);
        assert_ne!(key.mac(&[b"a", b"bc"]), key.mac(&[b"ab", b"c"]));
        assert_ne!(key.mac(&[b"a"]), key.mac(&[b"a", b""]));
        assert_ne!(key.mac(&[b"a"]), key.raw(&encode_parts(&[b"a"])));
        assert!(key.verify(&[b"a"], &key.mac(&[b"a"])));
        assert!(!key.verify(&[b"b"], &key.mac(&[b"a"])) && !key.verify(&[b"a"], b""));
    }

    #[test]
    fn hmac_is_rfc_4231_case_2() {
        let tag = hmac_sha256(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex::encode(tag), expected);
    }
}
