//! Powers of arbitrary elements.

use super::super::number::BYTES;
use super::{Modulus, Number, OUT_OF_MEMORY, Scratch};
use aws_lc_sys as lc;
use std::ffi::c_int;
use zeroize::Zeroizing;

/// base^exponent mod N in constant time, about 0.45 ms; both big-endian.
///
/// # Panics
/// When `base` is not below N (callers check on the way in), or memory runs out.
pub(in super::super) fn power(base: &[u8; BYTES], exponent: &[u8; 32]) -> Zeroizing<[u8; BYTES]> {
    with(lc::BN_mod_exp_mont_consttime, base, exponent)
}

/// The same, an eighth faster, for exponents that everybody may know: time and addresses depend on
/// the exponent, though not on the base.
///
/// # Panics
/// As [`power`].
pub(in super::super) fn power_public(
    base: &[u8; BYTES],
    exponent: &[u8; 32],
) -> Zeroizing<[u8; BYTES]> {
    with(lc::BN_mod_exp_mont, base, exponent)
}

/// Result, base, exponent, modulus, scratch space, Montgomery context.
type Exponentiation = unsafe extern "C" fn(
    *mut lc::BIGNUM,
    *const lc::BIGNUM,
    *const lc::BIGNUM,
    *const lc::BIGNUM,
    *mut lc::BN_CTX,
    *const lc::BN_MONT_CTX,
) -> c_int;

/// `function` is one of AWS-LC's two exponentiations.
fn with(
    function: Exponentiation,
    base: &[u8; BYTES],
    exponent: &[u8; 32],
) -> Zeroizing<[u8; BYTES]> {
    let modulus = Modulus::get();
    let (base, exponent) = (Number::from_be_bytes(base), Number::from_be_bytes(exponent));
    let (result, scratch) = (Number::zero(), Scratch::new());
    // SAFETY: all six pointers are valid (ground rules). `result` is written and aliases none of
    // the others: each is a separate allocation made above or in `Modulus`. `scratch` is used by
    // this call alone. The modulus and its Montgomery context are only read, see `Modulus`, and
    // belong together. Both functions check base < N and that N is odd by themselves.
    let done = unsafe {
        function(
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

#[cfg(test)]
mod tests {
    use super::super::super::group::{N, below_n, bytes, element};
    use super::*;
    use crypto_bigint::U256;
    use proptest::prelude::*;

    fn safely(base: &[u8; BYTES], exponent: &[u8; 32]) -> [u8; BYTES] {
        let power = element(base).pow_bounded_exp(&U256::from_be_slice(exponent), 256);
        *bytes(&power)
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
                assert_eq!(*power_public(&base, &exponent), safely(&base, &exponent));
            }
        }
    }

    #[test]
    #[should_panic(expected = "the base is below the modulus")]
    fn a_base_out_of_range_panics_and_is_not_reduced() {
        let _ = power(&N, &[1; 32]);
    }

    #[test]
    #[should_panic(expected = "the base is below the modulus")]
    fn a_base_out_of_range_panics_with_a_public_exponent_too() {
        let _ = power_public(&N, &[1; 32]);
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
            let expected = safely(&base, &exponent);
            prop_assert_eq!(*power(&base, &exponent), expected);
            prop_assert_eq!(*power_public(&base, &exponent), expected);
        }
    }
}
