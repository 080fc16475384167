//! The written forms of numbers.

/// Bytes of a number below the modulus.
pub(super) const BYTES: usize = 384;

/// The padded form without leading zeros: what gets hashed.
///
/// Leaks the number's length through time, as the protocol's own definition does.
pub(super) fn pad(number: &[u8]) -> Padded<'_> {
    let zeros = number.iter().take_while(|b| **b == 0).count();
    let minimal = &number[zeros..];
    let sign: &[u8] = match minimal.first() {
        None | Some(0x80..) => &[0],
        Some(_) => &[],
    };
    Padded { sign, minimal }
}

/// A padded number in two parts, so that secret ones need not be copied.
#[derive(Clone, Copy)]
pub(super) struct Padded<'a> {
    pub(super) sign: &'a [u8],
    pub(super) minimal: &'a [u8],
}

/// Big-endian bytes as lower-case hex without leading zeros: how numbers travel ("0" for zero).
#[must_use]
pub fn minimal_hex(number: &[u8]) -> String {
    let text = hex::encode(number);
    let digits = text.trim_start_matches('0');
    if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn padded(number: &[u8]) -> Vec<u8> {
        let p = pad(number);
        [p.sign, p.minimal].concat()
    }

    #[test]
    fn padding_is_the_signed_minimal_form() {
        assert_eq!(padded(&[0, 0, 0x12, 0x80]), [0x12, 0x80]);
        assert_eq!(padded(&[0, 0x80, 1]), [0, 0x80, 1]);
        assert_eq!(padded(&[0x7f]), [0x7f]);
        assert_eq!(padded(&[0, 0]), [0]);
    }

    #[test]
    fn hex_is_minimal() {
        assert_eq!(minimal_hex(&[0, 0x0a, 0xbc]), "abc");
        assert_eq!(minimal_hex(&[0xf0, 0]), "f000");
        assert_eq!(minimal_hex(&[0, 0]), "0");
    }
}
