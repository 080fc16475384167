//! The key-encryption key: its file, its check value, wrapping (KEY-2, KEY-4).

use crate::place::{HERE, elsewhere};
use crate::seeded::Seeded;
use cognate_crypto::{DataKey, Kek, KekFileError, Purpose, SystemRandom, Unsealable};

fn kek() -> Kek {
    Kek::generate(&Seeded::new(1))
}

/// What tells whether two data keys are the same.
fn print_of(key: &DataKey) -> [u8; 32] {
    key.mac(Purpose::Audit, 0, 0).raw(b"")
}

#[test]
fn key_2_the_file_form_is_one_line_and_round_trips() {
    let text = kek().to_file_text();
    assert!(text.starts_with("cognate-kek-1:") && text.ends_with('\n'));
    assert_eq!(text.lines().count(), 1);
    for spaced in [text.to_string(), text.trim().to_owned(), format!("\n  {}\r\n", text.trim())] {
        let read = Kek::from_file_text(&spaced).unwrap();
        assert_eq!(read.id(), kek().id());
        assert_eq!(*read.to_file_text(), *text);
    }
}

#[test]
fn key_2_each_kind_of_damage_is_named() {
    let text = kek().to_file_text();
    let [name, id, key, sum]: [&str; 4] =
        text.trim().split(':').collect::<Vec<_>>().try_into().unwrap();
    let other = Kek::generate(&Seeded::new(2)).to_file_text();
    let other_key = other.split(':').nth(2).unwrap();
    let upper = id.to_uppercase();
    let cases = [
        (String::new(), KekFileError::Empty),
        (" \n".into(), KekFileError::Empty),
        ("hello".into(), KekFileError::Form),
        (format!("{name}:{id}:{key}"), KekFileError::Form),
        (format!("{name}:{id}:{key}:{sum}:"), KekFileError::Form),
        (format!("{}{}", *text, *other), KekFileError::Form),
        (format!("cognate-kek-2:{id}:{key}:{sum}"), KekFileError::Newer),
        (format!("{name}:{}:{key}:{sum}", &id[2..]), KekFileError::Id),
        (format!("{name}:zz{}:{key}:{sum}", &id[2..]), KekFileError::Id),
        (format!("{name}:{id}:{}:{sum}", &key[4..]), KekFileError::Key),
        (format!("{name}:{id}:*{}:{sum}", &key[1..]), KekFileError::Key),
        (format!("{name}:{id}:{}:{sum}", key.trim_end_matches('=')), KekFileError::Key),
        (format!("{name}:{id}:{other_key}:{sum}"), KekFileError::Checksum),
        (format!("{name}:{upper}:{key}:{sum}"), KekFileError::Checksum),
        (format!("{name}:{id}:{key}:{}", &sum[1..]), KekFileError::Checksum),
    ];
    for (damaged, expected) in cases {
        let error = Kek::from_file_text(&damaged).err();
        assert_eq!(error, Some(expected), "{damaged}");
        assert!(!expected.to_string().contains(key));
    }
}

#[test]
fn key_2_the_check_value_tells_keys_and_installations_apart() {
    let check = kek().check_value(&[1; 16]);
    assert_eq!(check, kek().check_value(&[1; 16]));
    assert_ne!(check, kek().check_value(&[2; 16]));
    assert_ne!(check, Kek::generate(&Seeded::new(2)).check_value(&[1; 16]));
}

#[test]
fn key_3_a_data_key_unwraps_in_its_place_only() {
    let key = DataKey::generate(&SystemRandom);
    let wrapped = kek().wrap(&SystemRandom, &key, &HERE);
    assert_eq!(wrapped.len(), 69);
    assert_eq!(print_of(&kek().unwrap(&wrapped, &HERE).unwrap()), print_of(&key));
    for (what, aad) in elsewhere() {
        assert_eq!(kek().unwrap(&wrapped, &aad).err(), Some(Unsealable), "{what}");
    }
    for bit in 0..wrapped.len() * 8 {
        let mut changed = wrapped.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(kek().unwrap(&changed, &HERE).err(), Some(Unsealable), "bit {bit}");
    }
    for length in 0..wrapped.len() {
        assert_eq!(kek().unwrap(&wrapped[..length], &HERE).err(), Some(Unsealable));
    }
}

#[test]
fn key_4_rotation_re_wraps_and_names_the_wrapping_key() {
    let (old, new) = (kek(), Kek::generate(&Seeded::new(2)));
    let key = DataKey::generate(&SystemRandom);
    let wrapped = old.wrap(&SystemRandom, &key, &HERE);
    assert_eq!(Kek::wrapped_by(&wrapped), Ok(old.id()));
    assert_eq!(new.unwrap(&wrapped, &HERE).err(), Some(Unsealable));
    let again = new.wrap(&SystemRandom, &old.unwrap(&wrapped, &HERE).unwrap(), &HERE);
    assert_eq!(Kek::wrapped_by(&again), Ok(new.id()));
    assert_eq!(print_of(&new.unwrap(&again, &HERE).unwrap()), print_of(&key));
    assert_eq!(Kek::wrapped_by(b"short"), Err(Unsealable));
}
