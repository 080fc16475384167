//! Powers of arbitrary elements by AWS-LC's constant-time exponentiation.
//!
//! AWS-LC is twice as fast here as safe code and has no safe interface to it; this is the only
//! module of the project's own crates with `unsafe` code. Property tests compare it with
//! `crypto-bigint`.
//!
//! Ground rules, on which the comments below rely:
//!
//! - [`Number`], [`Scratch`] and [`Modulus`] own what they point to: the pointers come from a
//!   constructor that returned non-null, are never copied out of the module, and are freed exactly
//!   once, by `Drop`. A panic half-way therefore leaks nothing.
//! - AWS-LC reports failed allocations as null or 0. There is no sensible way to go on, so they
//!   panic, as failed allocations of Rust's own do (they abort).
//! - AWS-LC overwrites every block of its memory on free, `BN_CTX` scratch space and the table of
//!   powers included; `BN_clear_free` says so for the numbers.

#![expect(unsafe_code, reason = "AWS-LC offers the exponentiation as C functions only")]

use super::group::N;
use super::number::BYTES;
use aws_lc_sys as lc;
use std::ptr::{NonNull, null_mut};
use std::sync::LazyLock;
use zeroize::Zeroizing;

const OUT_OF_MEMORY: &str = "AWS-LC has memory for a few numbers";

/// base^exponent mod N in constant time, about 0.45 ms; both big-endian.
///
/// # Panics
/// When `base` is not below N (callers check on the way in), or memory runs out.
pub(super) fn power(base: &[u8; BYTES], exponent: &[u8; 32]) -> Zeroizing<[u8; BYTES]> {
    static MODULUS: LazyLock<Modulus> = LazyLock::new(Modulus::new);
    let modulus = &*MODULUS;
    let (base, exponent) = (Number::from_be_bytes(base), Number::from_be_bytes(exponent));
    let (result, scratch) = (Number::zero(), Scratch::new());
    // SAFETY: all six pointers are valid (ground rules). `result` is written and aliases none of
    // the others: each is a separate allocation made above or in `MODULUS`. `scratch` is used by
    // this call alone. The modulus and its Montgomery context are only read, see `Modulus`, and
    // belong together. The function checks base < N and that N is odd by itself. Its time depends
    // on the exponent's width in words, which `BN_bin2bn` takes from the length of the slice and
    // not from its value.
    let done = unsafe {
        lc::BN_mod_exp_mont_consttime(
            result.0.as_ptr(),
            base.0.as_ptr(),
            exponent.0.as_ptr(),
            modulus.number.0.as_ptr(),
            scratch.0.as_ptr(),
            modulus.montgomery.as_ptr(),
        )
    };
    assert_eq!(done, 1, "the base is below the modulus, and {OUT_OF_MEMORY}");
    result.to_be_bytes()
}

/// N and what Montgomery multiplication needs of it, computed once and shared by all threads.
struct Modulus {
    number: Number,
    montgomery: NonNull<lc::BN_MONT_CTX>,
}

// SAFETY: nothing in a `Modulus` is bound to the thread that made it (AWS-LC's allocator is the
// process's `malloc`), so it may be sent to and dropped on another.
unsafe impl Send for Modulus {}
// SAFETY: after `new` has returned, both numbers are passed only as `const` arguments of
// `BN_mod_exp_mont_consttime`, which reads them. `BIGNUM` and `BN_MONT_CTX` have no hidden state
// (no lazy fields, no reference counts), so concurrent reads are not a data race. AWS-LC shares
// one Montgomery context between threads in the same way for every RSA key.
unsafe impl Sync for Modulus {}

impl Modulus {
    fn new() -> Self {
        let (number, scratch) = (Number::from_be_bytes(&N), Scratch::new());
        // SAFETY: both pointers are valid (ground rules); the number is read (the function keeps a
        // copy of its own), the scratch space is used by this call alone. The result is a fresh
        // allocation that we own, or null.
        let montgomery =
            unsafe { lc::BN_MONT_CTX_new_for_modulus(number.0.as_ptr(), scratch.0.as_ptr()) };
        Self { number, montgomery: NonNull::new(montgomery).expect(OUT_OF_MEMORY) }
    }
}

impl Drop for Modulus {
    fn drop(&mut self) {
        // SAFETY: the pointer came from `BN_MONT_CTX_new_for_modulus`, and this is the only place
        // that frees it.
        unsafe { lc::BN_MONT_CTX_free(self.montgomery.as_ptr()) }
    }
}

/// A number owned by AWS-LC, overwritten when freed.
struct Number(NonNull<lc::BIGNUM>);

impl Number {
    fn zero() -> Self {
        // SAFETY: takes no arguments; returns a fresh allocation that we own, or null.
        Self(NonNull::new(unsafe { lc::BN_new() }).expect(OUT_OF_MEMORY))
    }

    fn from_be_bytes(bytes: &[u8]) -> Self {
        // SAFETY: reads `bytes.len()` bytes from a slice of that length; with a null third
        // argument the result is a fresh allocation that we own, or null.
        let number = unsafe { lc::BN_bin2bn(bytes.as_ptr(), bytes.len(), null_mut()) };
        Self(NonNull::new(number).expect(OUT_OF_MEMORY))
    }

    fn to_be_bytes(&self) -> Zeroizing<[u8; BYTES]> {
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

/// Room for AWS-LC's intermediate values, for one call.
struct Scratch(NonNull<lc::BN_CTX>);

impl Scratch {
    fn new() -> Self {
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

#[cfg(test)]
mod tests {
    use super::super::group::{bytes, element};
    use super::*;
    use crypto_bigint::U256;
    use proptest::prelude::*;

    fn safely(base: &[u8; BYTES], exponent: &[u8; 32]) -> [u8; BYTES] {
        let power = element(base).pow_bounded_exp(&U256::from_be_slice(exponent), 256);
        *bytes(&power)
    }

    fn below_n() -> impl Strategy<Value = [u8; BYTES]> {
        // Also short ones: a random number of leading bytes is zero.
        (prop::collection::vec(any::<u8>(), BYTES), 0..=BYTES).prop_map(|(random, zeros)| {
            let mut base: [u8; BYTES] = random.try_into().expect("as many as asked for");
            base[..zeros].fill(0);
            base[0] &= 0x7f;
            base
        })
    }

    #[test]
    fn powers_agree_at_the_edges() {
        let (mut one, mut last) = ([0; BYTES], N);
        one[BYTES - 1] = 1;
        last[BYTES - 1] -= 1;
        for base in [[0; BYTES], one, last] {
            let mut two = [0; 32];
            two[31] = 2;
            for exponent in [[0; 32], two, [0xff; 32]] {
                assert_eq!(*power(&base, &exponent), safely(&base, &exponent));
            }
        }
    }

    #[test]
    #[should_panic(expected = "the base is below the modulus")]
    fn a_base_out_of_range_panics_and_is_not_reduced() {
        let _ = power(&N, &[1; 32]);
    }

    #[test]
    fn threads_share_the_modulus() {
        let expected = *power(&[0x33; BYTES], &[0x55; 32]);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        assert_eq!(*power(&[0x33; BYTES], &[0x55; 32]), expected);
                    }
                });
            }
        });
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn powers_agree_with_safe_code(base in below_n(), exponent: [u8; 32]) {
            prop_assert_eq!(*power(&base, &exponent), safely(&base, &exponent));
        }
    }
}
