//! Keys from keys: HKDF-SHA-256 with labels that cannot be confused.

use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use zeroize::Zeroizing;

/// Names the product and the derivation's version in every label (KEY-1).
const SALT: &[u8] = b"cognate key derivation 1";

struct Bytes32;

impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

/// 32 bytes derived from `key` for the use that `label` names.
///
/// The parts of the label are length-prefixed, so that different lists of parts never coincide.
pub(crate) fn derive(key: &[u8; 32], label: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let info = encode_parts(label);
    let mut out = Zeroizing::new([0; 32]);
    Salt::new(HKDF_SHA256, SALT)
        .extract(key)
        .expand(&[&info], Bytes32)
        .and_then(|okm| okm.fill(out.as_mut()))
        .expect("32 bytes are within HKDF's limit");
    out
}

/// Each part behind its length in eight bytes: an injective encoding of a list of byte strings.
pub(crate) fn encode_parts(parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(parts.iter().map(|p| p.len() + 8).sum());
    for part in parts {
        out.extend_from_slice(&(part.len() as u64).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_1_labels_are_unambiguous() {
        let key = [7; 32];
        assert_eq!(derive(&key, &[b"a", b"b"]), derive(&key, &[b"a", b"b"]));
        assert_ne!(derive(&key, &[b"a", b"b"]), derive(&key, &[b"ab", b""]));
        assert_ne!(derive(&key, &[b"a", b"b"]), derive(&key, &[b"ab"]));
        assert_ne!(derive(&key, &[b"a"]), derive(&[8; 32], &[b"a"]));
    }
}
