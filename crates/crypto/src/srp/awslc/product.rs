//! Products, in constant time.

use super::super::number::BYTES;
use super::{Modulus, Number, OUT_OF_MEMORY, Scratch};
use aws_lc_sys as lc;
use zeroize::Zeroizing;

/// a*b mod N, all three big-endian; `a` must be below N. About 4 us.
pub(in super::super) fn product(a: &[u8; BYTES], b: &[u8; BYTES]) -> Zeroizing<[u8; BYTES]> {
    let (a, b) = (Number::from_be_bytes(a), Number::from_be_bytes(b));
    let mut product = Product { value: a, factor: b, scratch: Scratch::new() };
    // Into Montgomery form, out of which multiplying by a plain number leads.
    product.enter();
    product.multiply_by_factor();
    product.value.to_be_bytes()
}

/// A product that grows factor by factor. Value and factors are in Montgomery form, R = 2^3072,
/// and below N.
pub(in super::super) struct Product {
    value: Number,
    factor: Number,
    scratch: Scratch,
}

impl Product {
    /// The product of one factor; little-endian.
    pub(in super::super) fn of(first: &[u8; BYTES]) -> Self {
        let (mut value, mut factor) = (Number::zero(), Number::zero());
        value.set_le_bytes(first);
        // So that memory for it is there from now on.
        factor.set_le_bytes(first);
        Self { value, factor, scratch: Scratch::new() }
    }

    pub(in super::super) fn square(&mut self) {
        let value = self.value.0.as_ptr();
        // SAFETY: as in `multiply_by_factor`; result and both factors are the same number.
        let done = unsafe {
            lc::BN_mod_mul_montgomery(
                value,
                value,
                value,
                Modulus::get().montgomery.as_ptr(),
                self.scratch.0.as_ptr(),
            )
        };
        assert_eq!(done, 1, "{OUT_OF_MEMORY}");
    }

    /// Takes in one factor, little-endian.
    pub(in super::super) fn multiply(&mut self, factor: &[u8; BYTES]) {
        self.factor.set_le_bytes(factor);
        self.multiply_by_factor();
    }

    fn multiply_by_factor(&mut self) {
        let value = self.value.0.as_ptr();
        // SAFETY: all pointers are valid (ground rules). `value` is written and may be read by the
        // same call: AWS-LC's own exponentiation multiplies in place. `factor` and the Montgomery
        // context are only read, see `Modulus`. `scratch` is used by this call alone.
        let done = unsafe {
            lc::BN_mod_mul_montgomery(
                value,
                value,
                self.factor.0.as_ptr(),
                Modulus::get().montgomery.as_ptr(),
                self.scratch.0.as_ptr(),
            )
        };
        assert_eq!(done, 1, "{OUT_OF_MEMORY}");
    }

    /// From a plain number into Montgomery form.
    fn enter(&mut self) {
        let value = self.value.0.as_ptr();
        // SAFETY: as in `multiply_by_factor`; the factor is one of the Montgomery context's own.
        let done = unsafe {
            lc::BN_to_montgomery(
                value,
                value,
                Modulus::get().montgomery.as_ptr(),
                self.scratch.0.as_ptr(),
            )
        };
        assert_eq!(done, 1, "{OUT_OF_MEMORY}");
    }

    /// The plain number, below N, big-endian.
    pub(in super::super) fn to_be_bytes(&self) -> Zeroizing<[u8; BYTES]> {
        let plain = Number::zero();
        // SAFETY: all pointers are valid (ground rules); `plain` is written and aliases none of
        // the others, which are only read. `scratch` is used by this call alone.
        let done = unsafe {
            lc::BN_from_montgomery(
                plain.0.as_ptr(),
                self.value.0.as_ptr(),
                Modulus::get().montgomery.as_ptr(),
                self.scratch.0.as_ptr(),
            )
        };
        assert_eq!(done, 1, "{OUT_OF_MEMORY}");
        plain.to_be_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::group::{Element, N, below_n, bytes, element};
    use super::*;
    use proptest::prelude::*;

    fn montgomery(element: &Element) -> [u8; BYTES] {
        let mut out = [0; BYTES];
        out.copy_from_slice(element.as_montgomery().to_le_bytes().as_slice());
        out
    }

    /// (a*b)^2 and a*b as `Product` and `product` say.
    fn both(a: &[u8; BYTES], b: &[u8; BYTES]) -> ([u8; BYTES], [u8; BYTES]) {
        let mut growing = Product::of(&montgomery(&element(a)));
        growing.multiply(&montgomery(&element(b)));
        growing.square();
        (*growing.to_be_bytes(), *product(a, b))
    }

    fn safely(a: &[u8; BYTES], b: &[u8; BYTES]) -> ([u8; BYTES], [u8; BYTES]) {
        let product = element(a).mul(&element(b));
        (*bytes(&product.square()), *bytes(&product))
    }

    #[test]
    fn products_agree_at_the_edges() {
        let (mut one, mut last) = ([0; BYTES], N);
        one[BYTES - 1] = 1;
        last[BYTES - 1] -= 1;
        for a in [[0; BYTES], one, last] {
            for b in [[0; BYTES], one, last] {
                assert_eq!(both(&a, &b), safely(&a, &b));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn products_agree_with_safe_code(a in below_n(), b in below_n()) {
            prop_assert_eq!(both(&a, &b), safely(&a, &b));
        }
    }
}
