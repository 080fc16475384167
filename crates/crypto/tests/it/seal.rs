//! Sealed values open in their place and nowhere else (KEY-1, KEY-3).

use crate::place::{HERE, elsewhere};
use crate::seeded::Seeded;
use cognate_crypto::{DataKey, Purpose, Sealer, SystemRandom, Unsealable};

const PLAIN: &[u8] = b"a verifier, perhaps";

fn key() -> DataKey {
    DataKey::generate(&Seeded::new(1))
}

fn sealer() -> Sealer {
    key().sealer(Purpose::Srp, 7, 1)
}

#[test]
fn key_3_a_value_opens_where_it_was_sealed() {
    for plain in [b"".as_slice(), b"x", PLAIN, &[0xa5; 100_000]] {
        let sealed = sealer().seal(&SystemRandom, &HERE, plain);
        assert_eq!(sealed.len(), plain.len() + 33);
        assert_eq!(sealer().open(&HERE, &sealed).unwrap().as_slice(), plain);
    }
}

#[test]
fn key_3_a_value_does_not_open_in_another_place() {
    let sealed = sealer().seal(&SystemRandom, &HERE, PLAIN);
    for (what, aad) in elsewhere() {
        assert_eq!(sealer().open(&aad, &sealed).err(), Some(Unsealable), "{what}");
    }
}

#[test]
fn key_1_each_purpose_pool_version_and_data_key_has_its_own_key() {
    let sealed = sealer().seal(&SystemRandom, &HERE, PLAIN);
    for purpose in Purpose::ALL.into_iter().filter(|p| *p != Purpose::Srp) {
        let other = key().sealer(purpose, 7, 1);
        assert_eq!(other.open(&HERE, &sealed).err(), Some(Unsealable), "{purpose:?}");
    }
    let others = [
        key().sealer(Purpose::Srp, 8, 1),
        key().sealer(Purpose::Srp, 7, 2),
        // Same low half: the header looks the same, the key is another.
        key().sealer(Purpose::Srp, 7, (1 << 32) + 1),
        DataKey::generate(&Seeded::new(2)).sealer(Purpose::Srp, 7, 1),
    ];
    for other in others {
        assert_eq!(other.open(&HERE, &sealed).err(), Some(Unsealable));
    }
    assert_eq!(
        key().clone().sealer(Purpose::Srp, 7, 1).open(&HERE, &sealed).unwrap().as_slice(),
        PLAIN
    );
}

#[test]
fn key_3_any_changed_bit_fails() {
    let sealed = sealer().seal(&SystemRandom, &HERE, PLAIN);
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(sealer().open(&HERE, &changed).err(), Some(Unsealable), "bit {bit}");
    }
}

#[test]
fn key_3_truncated_and_extended_values_fail() {
    let sealed = sealer().seal(&SystemRandom, &HERE, PLAIN);
    for length in 0..sealed.len() {
        assert_eq!(sealer().open(&HERE, &sealed[..length]).err(), Some(Unsealable));
    }
    let longer = [sealed.as_slice(), &[0]].concat();
    assert_eq!(sealer().open(&HERE, &longer).err(), Some(Unsealable));
}

#[test]
fn key_3_nonces_are_fresh() {
    let sealed = |_| sealer().seal(&SystemRandom, &HERE, PLAIN);
    let distinct: std::collections::HashSet<_> = (0..100).map(sealed).collect();
    assert_eq!(distinct.len(), 100);
}

#[test]
fn key_4_the_key_version_can_be_read_before_opening() {
    let sealed = key().sealer(Purpose::Totp, 7, 41).seal(&SystemRandom, &HERE, PLAIN);
    assert_eq!(Sealer::key_version(&sealed), Ok(41));
    for nonsense in [b"".as_slice(), &[1, 0, 0, 0, 41], &[2; 60]] {
        assert_eq!(Sealer::key_version(nonsense), Err(Unsealable));
    }
}

#[test]
fn key_1_mac_keys_are_separate_too() {
    let of = |purpose, pool, version| key().mac(purpose, pool, version).mac(&[b"123456"]);
    let mut macs: Vec<_> = Purpose::ALL.into_iter().map(|p| of(p, 7, 1)).collect();
    macs.extend([of(Purpose::CodeMac, 8, 1), of(Purpose::CodeMac, 7, 2)]);
    let distinct: std::collections::HashSet<_> = macs.iter().collect();
    assert_eq!(distinct.len(), macs.len());
    assert_eq!(of(Purpose::CodeMac, 7, 1), of(Purpose::CodeMac, 7, 1));
}
