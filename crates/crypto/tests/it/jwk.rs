//! Key sets of issuers: what is usable, what is passed over, what is no set.

use crate::signing_key::KEY;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use cognate_crypto::jwk::{BadKeySet, KeySet};
use cognate_crypto::{BadKey, EcSigningKey};
use proptest::prelude::*;
use serde_json::{Value, json};

fn rsa_jwk() -> Value {
    serde_json::from_str(&KEY.public().jwk_json()).unwrap()
}

fn ec_jwk() -> Value {
    serde_json::from_str(&EcSigningKey::generate("ec").unwrap().jwk_json()).unwrap()
}

fn usable(key: &Value) -> usize {
    KeySet::parse(json!({ "keys": [key] }).to_string().as_bytes()).unwrap().len()
}

fn changed(mut key: Value, member: &str, value: Value) -> Value {
    match value {
        Value::Null => drop(key.as_object_mut().unwrap().remove(member)),
        value => key[member] = value,
    }
    key
}

#[test]
fn own_keys_are_usable() {
    for key in [rsa_jwk(), ec_jwk()] {
        assert_eq!(usable(&key), 1);
        for member in ["alg", "use", "kid"] {
            assert_eq!(usable(&changed(key.clone(), member, Value::Null)), 1, "without {member}");
        }
        assert_eq!(usable(&changed(key.clone(), "key_ops", json!(["verify"]))), 1);
        assert_eq!(usable(&changed(key.clone(), "x5t", json!("AAAA"))), 1);
    }
    assert_eq!(usable(&changed(rsa_jwk(), "alg", json!("RS512"))), 1);
    let identity = KEY.public().jwk_json_for(cognate_crypto::jwt::Algorithm::Rs512);
    assert_eq!(usable(&serde_json::from_str(&identity).unwrap()), 1);
}

#[test]
fn tk_1_keys_that_must_not_verify_are_passed_over() {
    let long = |bytes: usize| json!(BASE64.encode(vec![0xFF; bytes]));
    let even = |bytes: usize| json!(BASE64.encode([vec![0xFF; bytes - 1], vec![0xFE]].concat()));
    let n = BASE64.decode(rsa_jwk()["n"].as_str().unwrap()).unwrap();
    let x = BASE64.decode(ec_jwk()["x"].as_str().unwrap()).unwrap();
    let rsa: Vec<(&str, Value)> = vec![
        ("kty", json!("oct")),
        ("kty", json!("rsa")),
        ("kty", json!("OKP")),
        ("kty", json!("EC")),
        ("kty", json!(["RSA"])),
        ("kty", Value::Null),
        ("use", json!("enc")),
        ("use", json!(["sig"])),
        ("key_ops", json!(["encrypt"])),
        ("key_ops", json!("verify")),
        ("alg", json!("HS256")),
        ("alg", json!("none")),
        ("alg", json!("PS256")),
        ("alg", json!("ES256")),
        ("alg", json!("rs256")),
        ("alg", json!(256)),
        ("kid", json!("")),
        ("kid", json!(7)),
        ("kid", json!("k".repeat(256))),
        ("n", Value::Null),
        ("n", long(128)),
        ("n", long(255)),
        ("n", long(1025)),
        ("n", even(256)),
        ("n", json!(BASE64.encode([&[0], &n[..]].concat()))),
        ("n", json!(format!("{}==", rsa_jwk()["n"].as_str().unwrap()))),
        ("n", json!("+/8")),
        ("n", json!([1])),
        ("e", Value::Null),
        ("e", json!("AQ")),
        ("e", json!("AA")),
        ("e", json!("")),
        ("e", json!(BASE64.encode([1, 0, 0]))),
        ("e", json!(BASE64.encode([0, 1, 0, 1]))),
        ("e", json!(65537)),
        ("d", json!("AQAB")),
        ("p", json!("AQAB")),
        ("oth", json!([])),
        ("k", json!("AQAB")),
    ];
    for (member, value) in rsa {
        let key = changed(rsa_jwk(), member, value.clone());
        assert_eq!(usable(&key), 0, "{member} {value}");
    }
    let ec: Vec<(&str, Value)> = vec![
        ("crv", json!("P-256")),
        ("crv", json!("P-521")),
        ("crv", json!("secp256k1")),
        ("crv", json!("Ed25519")),
        ("crv", Value::Null),
        ("alg", json!("ES256")),
        ("alg", json!("RS384")),
        ("x", json!(BASE64.encode(&x[1..]))),
        ("x", json!(BASE64.encode([&[0], &x[..]].concat()))),
        ("x", json!(BASE64.encode([0; 48]))),
        ("y", Value::Null),
        ("y", json!(BASE64.encode([7; 48]))),
        ("d", json!("AQAB")),
    ];
    for (member, value) in ec {
        let key = changed(ec_jwk(), member, value.clone());
        assert_eq!(usable(&key), 0, "{member} {value}");
    }
    for no_key in [json!(null), json!("RSA"), json!([rsa_jwk()]), json!({})] {
        assert_eq!(usable(&no_key), 0, "{no_key}");
    }
    // One bad key does not spoil the set.
    let set = json!({ "keys": [{ "kty": "oct", "k": "AAAA" }, rsa_jwk()], "more": true });
    assert_eq!(KeySet::parse(set.to_string().as_bytes()).unwrap().len(), 1);
}

#[test]
fn what_is_no_set() {
    for text in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"keys":{}}"#,
        r#"{"keys":null}"#,
        r#"{"keys":[],"keys":[]}"#,
        r#"{"keys":[{"kty":"RSA","kty":"EC"}]}"#,
        r#"{"keys":[]}x"#,
        "<html>",
    ] {
        assert_eq!(KeySet::parse(text.as_bytes()).err(), Some(BadKeySet::Json), "{text}");
    }
    assert!(KeySet::parse(br#"{"keys":[]}"#).unwrap().is_empty());
    let keys = |count| json!({ "keys": vec![json!({}); count] }).to_string();
    assert!(KeySet::parse(keys(100).as_bytes()).is_ok());
    assert_eq!(KeySet::parse(keys(101).as_bytes()).err(), Some(BadKeySet::TooMany));
}

#[test]
fn ec_signing_keys_round_trip_and_refuse_damage() {
    let key = EcSigningKey::generate("ES384_1").unwrap();
    let form = key.to_sealed_form();
    let read = EcSigningKey::from_sealed_form(&form).unwrap();
    assert_eq!((read.kid(), read.jwk_json()), (key.kid(), key.jwk_json()));
    for length in (0..form.len()).step_by(7) {
        assert_eq!(EcSigningKey::from_sealed_form(&form[..length]).err(), Some(BadKey));
    }
    // A key of one kind is not read as one of the other.
    assert_eq!(EcSigningKey::from_sealed_form(&KEY.to_sealed_form()).err(), Some(BadKey));
    assert_eq!(cognate_crypto::SigningKey::from_sealed_form(&form).err(), Some(BadKey));
    assert_eq!(EcSigningKey::generate("a b").err(), Some(BadKey));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn parsing_never_panics(text in r#"\PC{0,80}|[{}\[\]":,a-zA-Z0-9_=-]{0,120}"#) {
        let _ = KeySet::parse(text.as_bytes());
    }

    #[test]
    fn parsing_any_numbers_never_panics(
        n in proptest::collection::vec(any::<u8>(), 0..300),
        e in proptest::collection::vec(any::<u8>(), 0..40),
        x in proptest::collection::vec(any::<u8>(), 48),
        y in proptest::collection::vec(any::<u8>(), 48),
    ) {
        let rsa = json!({ "kty": "RSA", "n": BASE64.encode(&n), "e": BASE64.encode(&e) });
        let ec = json!({
            "kty": "EC", "crv": "P-384", "x": BASE64.encode(&x), "y": BASE64.encode(&y),
        });
        usable(&rsa);
        // A random point is not on the curve.
        prop_assert_eq!(usable(&ec), 0);
    }
}
