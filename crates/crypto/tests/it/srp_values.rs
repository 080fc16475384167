//! Grammar and range of SRP's values (PW-7), salts, storage forms.

use crate::seeded::{Scripted, Seeded};
use cognate_crypto::srp::{
    BadPublic, BadVerifier, ClientPublic, ServerKey, ServerPublic, Verifier, salt, verifier,
};

#[test]
fn pw_7_the_grammar_of_a() {
    let modulus = include_str!("../data/modulus.hex").trim();
    let below = format!("{}e", &modulus[..767]);
    let good = [
        "2".to_owned(),
        "0002".into(),
        "aBcDeF".into(),
        below.clone(),
        below.to_uppercase(),
        format!("00{below}"),
        format!("{:0>770}", "1"),
    ];
    for text in good {
        assert!(ClientPublic::parse_hex(&text).is_ok(), "{text}");
    }
    let bad = [
        "".to_owned(),
        "0".into(),
        "000".into(),
        "0x12".into(),
        "-2".into(),
        "+2".into(),
        " 2".into(),
        "2\n".into(),
        "1_0".into(),
        "g".into(),
        "é".into(),
        "２".into(),
        modulus.into(),
        format!("00{modulus}"),
        "f".repeat(768),
        format!("1{}", "0".repeat(768)),
        format!("{:0>771}", "1"),
        "0".repeat(1_000_000),
    ];
    for text in bad {
        assert_eq!(ClientPublic::parse_hex(&text), Err(BadPublic), "{text}");
    }
}

#[test]
fn letter_case_and_leading_zeros_do_not_change_a() {
    let a = ClientPublic::parse_hex("abcdef").unwrap();
    assert_eq!(ClientPublic::parse_hex("00ABCDEF").unwrap(), a);
    assert_eq!(ClientPublic::from_bytes(a.as_bytes()), Ok(a));
    assert_eq!(ClientPublic::from_bytes(&[0; 384]), Err(BadPublic));
    assert_eq!(ClientPublic::from_bytes(&[0xff; 384]), Err(BadPublic));
}

#[test]
fn salts_never_start_with_a_zero_byte() {
    let zero_led = [[0].as_slice(), &[7; 15]].concat();
    let random = Scripted::new(&[&zero_led, &[0; 16], &[9; 16]]);
    assert_eq!(salt(&random).0, [9; 16]);
    assert_eq!(salt(&Scripted::new(&[&[1; 16]])).to_hex(), "01".repeat(16));
}

#[test]
fn verifiers_from_outside_are_checked() {
    let own = verifier("pool", "user", "password", &salt(&Seeded::new(1)));
    let signed = [[0].as_slice(), &own.0].concat();
    for form in [own.0.as_slice(), &signed] {
        assert_eq!(Verifier::from_padded(form).unwrap().0, own.0);
    }
    assert_eq!(Verifier::from_padded(&[0, 0, 5]).unwrap().0[383], 5);
    let modulus = hex::decode(include_str!("../data/modulus.hex").trim()).unwrap();
    let padded_modulus = [[0].as_slice(), &modulus].concat();
    let beyond = [[1].as_slice(), &own.0].concat();
    for bad in [b"".as_slice(), &[0], &[0; 384], &modulus, &padded_modulus, &beyond, &[0; 386]] {
        assert_eq!(Verifier::from_padded(bad).err(), Some(BadVerifier), "{} bytes", bad.len());
    }
}

#[test]
fn ephemeral_keys_survive_storage() {
    let key = ServerKey::generate(&Seeded::new(2));
    let v = verifier("pool", "user", "password", &salt(&Seeded::new(1)));
    let public = key.public(&v);
    assert!(ServerKey::from_bytes(key.expose()).public(&v) == public);
    assert_eq!(ServerPublic::from_bytes(public.as_bytes()), public);
    assert!(ServerKey::generate(&Seeded::new(3)).public(&v) != public);
}
