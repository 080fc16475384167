//! Numbers and scratch space in AWS-LC's memory.

use super::super::number::BYTES;
use super::OUT_OF_MEMORY;
use aws_lc_sys as lc;
use std::ptr::{NonNull, null_mut};
use zeroize::Zeroizing;

/// A number owned by AWS-LC, overwritten when freed.
pub(super) struct Number(pub(super) NonNull<lc::BIGNUM>);

impl Number {
    pub(super) fn zero() -> Self {
        // SAFETY: takes no arguments; returns a fresh allocation that we own, or null.
        Self(NonNull::new(unsafe { lc::BN_new() }).expect(OUT_OF_MEMORY))
    }

    pub(super) fn from_be_bytes(bytes: &[u8]) -> Self {
        // SAFETY: reads `bytes.len()` bytes from a slice of that length; with a null third
        // argument the result is a fresh allocation that we own, or null.
        let number = unsafe { lc::BN_bin2bn(bytes.as_ptr(), bytes.len(), null_mut()) };
        Self(NonNull::new(number).expect(OUT_OF_MEMORY))
    }

    /// Takes another value, in the memory that there is.
    pub(super) fn set_le_bytes(&mut self, bytes: &[u8; BYTES]) {
        // SAFETY: reads `BYTES` bytes from an array of that size and writes the number, which is
        // valid (ground rules), borrowed for writing, and apart from the array. The result is the
        // third argument, or null.
        let number = unsafe { lc::BN_le2bn(bytes.as_ptr(), BYTES, self.0.as_ptr()) };
        assert!(!number.is_null(), "{OUT_OF_MEMORY}");
    }

    pub(super) fn to_be_bytes(&self) -> Zeroizing<[u8; BYTES]> {
        let mut out = Zeroizing::new([0; BYTES]);
        // SAFETY: writes exactly `BYTES` bytes to an array of that size, which nothing else
        // refers to, and reads the number, which is valid (ground rules).
        let done = unsafe { lc::BN_bn2bin_padded(out.as_mut_ptr(), BYTES, self.0.as_ptr()) };
        assert_eq!(done, 1, "a number below the modulus has at most 384 bytes");
        out
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        // SAFETY: the pointer came from `BN_new` or `BN_bin2bn`, and this is the only place that
        // frees it. The content is overwritten.
        unsafe { lc::BN_clear_free(self.0.as_ptr()) }
    }
}

/// Room for AWS-LC's intermediate values, for one call at a time.
pub(super) struct Scratch(pub(super) NonNull<lc::BN_CTX>);

impl Scratch {
    pub(super) fn new() -> Self {
        // SAFETY: takes no arguments; returns a fresh allocation that we own, or null.
        Self(NonNull::new(unsafe { lc::BN_CTX_new() }).expect(OUT_OF_MEMORY))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // SAFETY: the pointer came from `BN_CTX_new`, and this is the only place that frees it.
        unsafe { lc::BN_CTX_free(self.0.as_ptr()) }
    }
}
