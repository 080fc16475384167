//! The 3072-bit group of RFC 5054 and its arithmetic.

use super::number::BYTES;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U3072};
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// The modulus, big-endian.
pub(super) const N: [u8; BYTES] = from_hex(N_HEX);

const N_HEX: &str = concat!(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05",
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB",
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718",
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33",
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864",
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2",
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
);

/// k = H(pad(N) | pad(g)), big-endian; a test computes it.
pub(super) const MULTIPLIER: [u8; BYTES] = from_hex(K_HEX);

const K_HEX: &str = "538282C4354742D7CBBDE2359FCF67F9F5B3A6B08791E5011B43B8A5B66D9EE6";

/// An element in Montgomery form.
pub(super) type Element = FixedMontyForm<{ U3072::LIMBS }>;

pub(super) fn params() -> &'static FixedMontyParams<{ U3072::LIMBS }> {
    static PARAMS: LazyLock<FixedMontyParams<{ U3072::LIMBS }>> = LazyLock::new(|| {
        let modulus = Odd::new(U3072::from_be_slice(&N)).expect("the modulus is odd");
        FixedMontyParams::new_vartime(modulus)
    });
    &PARAMS
}

/// Whether the big-endian `number` lies strictly between 0 and N. In constant time.
pub(super) fn in_range(number: &[u8; BYTES]) -> bool {
    use crypto_bigint::{CtEq, CtLt};
    let number = Zeroizing::new(U3072::from_be_slice(number));
    let nonzero = !number.ct_eq(&U3072::ZERO);
    (nonzero & number.ct_lt(params().modulus().as_ref())).into()
}

/// a + b mod N of two big-endian numbers below N. In constant time.
pub(super) fn sum(a: &[u8; BYTES], b: &[u8; BYTES]) -> Zeroizing<[u8; BYTES]> {
    let [a, b] = [a, b].map(|number| Zeroizing::new(U3072::from_be_slice(number)));
    let sum = Zeroizing::new(a.add_mod(&b, params().modulus().as_nz_ref()));
    to_be_bytes(&sum)
}

fn to_be_bytes(number: &U3072) -> Zeroizing<[u8; BYTES]> {
    let encoded = Zeroizing::new(number.to_be_bytes());
    let mut out = Zeroizing::new([0; BYTES]);
    out.copy_from_slice(encoded.as_slice());
    out
}

/// A number out of hex digits, with zeros in front.
const fn from_hex(hex: &str) -> [u8; BYTES] {
    let hex = hex.as_bytes();
    assert!(hex.len().is_multiple_of(2) && hex.len() <= 2 * BYTES);
    let mut out = [0; BYTES];
    let start = BYTES - hex.len() / 2;
    let mut i = 0;
    while i < hex.len() / 2 {
        out[start + i] = nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]);
        i += 1;
    }
    out
}

const fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'A'..=b'F' => digit - b'A' + 10,
        _ => panic!("not a hex digit"),
    }
}

/// The element for a number below N.
#[cfg(test)]
pub(super) fn element(number: &[u8; BYTES]) -> Element {
    Element::new(&U3072::from_be_slice(number), params())
}

/// The number, below N, as big-endian bytes.
#[cfg(test)]
pub(super) fn bytes(element: &Element) -> Zeroizing<[u8; BYTES]> {
    to_be_bytes(&element.retrieve())
}

/// Numbers below N, short ones among them: a random number of leading bytes is zero.
#[cfg(test)]
pub(super) fn below_n() -> impl proptest::strategy::Strategy<Value = [u8; BYTES]> {
    use proptest::prelude::*;
    (prop::collection::vec(any::<u8>(), BYTES), 0..=BYTES).prop_map(|(random, zeros)| {
        let mut number: [u8; BYTES] = random.try_into().expect("as many as asked for");
        number[..zeros].fill(0);
        number[0] &= 0x7f;
        number
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::sha256_parts;
    use proptest::prelude::*;

    #[test]
    fn k_is_the_hash_of_modulus_and_generator() {
        assert_eq!(MULTIPLIER[BYTES - 32..], sha256_parts(&[&[0], &N, &[2]]));
        assert_eq!(MULTIPLIER[..BYTES - 32], [0; BYTES - 32]);
    }

    #[test]
    fn pw_7_range_excludes_zero_and_the_modulus() {
        let (mut one, mut below) = ([0; BYTES], N);
        one[BYTES - 1] = 1;
        below[BYTES - 1] -= 1;
        assert!(in_range(&one) && in_range(&below));
        assert!(!in_range(&[0; BYTES]) && !in_range(&N) && !in_range(&[0xff; BYTES]));
    }

    #[test]
    fn elements_and_bytes_round_trip() {
        let number: [u8; BYTES] = std::array::from_fn(|i| (i * 7) as u8);
        assert_eq!(*bytes(&element(&number)), number);
    }

    #[test]
    fn sums_stay_below_the_modulus() {
        let (mut one, mut last) = ([0; BYTES], N);
        one[BYTES - 1] = 1;
        last[BYTES - 1] -= 1;
        assert_eq!(*sum(&last, &one), [0; BYTES]);
        let mut before = last;
        before[BYTES - 1] -= 1;
        assert_eq!(*sum(&last, &last), before);
    }

    proptest! {
        #[test]
        fn sums_are_those_of_elements(a in below_n(), b in below_n()) {
            prop_assert_eq!(*sum(&a, &b), *bytes(&element(&a).add(&element(&b))));
        }
    }
}
