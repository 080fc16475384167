//! The client's public value A.

use super::group::in_range;
use super::number::BYTES;

/// Most hex digits of A: the modulus has 768, and clients may put a sign byte in front.
const DIGITS_MAX: usize = 2 * BYTES + 2;

/// A public value that must not be used: not hexadecimal, too long, zero, not below the modulus,
/// or one that makes the scrambler u zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("unacceptable SRP public value")]
pub struct BadPublic;

/// A with 0 < A < N (PW-7).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientPublic([u8; BYTES]);

impl ClientPublic {
    /// Reads SRP_A as clients send it: 1-770 hex digits, either case, odd lengths and leading
    /// zeros allowed.
    ///
    /// # Errors
    /// [`BadPublic`] for any other text, and unless 0 < A < N.
    pub fn parse_hex(text: &str) -> Result<Self, BadPublic> {
        let all_hex = text.bytes().all(|b| b.is_ascii_hexdigit());
        if text.is_empty() || text.len() > DIGITS_MAX || !all_hex {
            return Err(BadPublic);
        }
        let digits = format!("{:0>width$}", text.trim_start_matches('0'), width = 2 * BYTES);
        let mut bytes = [0; BYTES];
        hex::decode_to_slice(&digits, &mut bytes).map_err(|_| BadPublic)?;
        Self::from_bytes(&bytes)
    }

    /// Takes A as fixed-size big-endian bytes, for example out of a sealed challenge.
    ///
    /// # Errors
    /// [`BadPublic`] unless 0 < A < N.
    pub fn from_bytes(bytes: &[u8; BYTES]) -> Result<Self, BadPublic> {
        if in_range(bytes) { Ok(Self(*bytes)) } else { Err(BadPublic) }
    }

    /// Fixed-size big-endian bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; BYTES] {
        &self.0
    }
}
