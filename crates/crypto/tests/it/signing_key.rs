//! Signing keys: storage form, key set, agreement with another library.

use crate::seeded::Seeded;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use cognate_crypto::{BadKey, PublicKey, SigningKey, jwks_json};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// One key for all tests: making it takes a while.
pub static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(&Seeded::new(1)));

#[test]
fn the_kid_is_standard_base64_of_32_bytes() {
    assert_eq!(BASE64_STANDARD.decode(KEY.kid()).unwrap().len(), 32);
    assert_eq!(KEY.public().kid, KEY.kid());
}

#[test]
fn the_sealed_form_round_trips() {
    let form = KEY.to_sealed_form();
    let read = SigningKey::from_sealed_form(&form).unwrap();
    assert_eq!(read.kid(), KEY.kid());
    assert_eq!(read.public(), KEY.public());
    // RS256 is deterministic: same key, same token.
    assert_eq!(read.sign_jwt(b"{}"), KEY.sign_jwt(b"{}"));
}

#[test]
fn damaged_forms_are_refused() {
    let form = KEY.to_sealed_form();
    for length in (0..form.len()).step_by(7) {
        assert_eq!(SigningKey::from_sealed_form(&form[..length]).err(), Some(BadKey));
    }
    let mut newer = form.to_vec();
    newer[0] = 2;
    assert_eq!(SigningKey::from_sealed_form(&newer).err(), Some(BadKey));
    let pkcs8 = &form[2 + KEY.kid().len()..];
    for kid in ["", "a b", "a\"b", "a\\b", "é", &"k".repeat(256)] {
        assert_eq!(SigningKey::from_pkcs8(kid, pkcs8).err(), Some(BadKey), "{kid}");
    }
    assert!(SigningKey::from_pkcs8(&"k".repeat(255), pkcs8).is_ok());
}

#[test]
fn key_6_other_sizes_are_refused() {
    use aws_lc_rs::encoding::AsDer;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    let larger = KeyPair::generate(KeySize::Rsa3072).unwrap().as_der().unwrap();
    assert_eq!(SigningKey::from_pkcs8("kid", larger.as_ref()).err(), Some(BadKey));
    let public = KEY.public();
    let smaller = PublicKey { n: public.n[128..].to_vec(), ..public.clone() };
    assert_eq!(smaller.verifying_key().err(), Some(BadKey));
    let empty = PublicKey { n: Vec::new(), ..public };
    assert_eq!(empty.verifying_key().err(), Some(BadKey));
}

#[test]
fn the_key_set_is_as_aws_publishes_it() {
    let public = KEY.public();
    assert_eq!(public.n.len(), 256);
    let set: Value = serde_json::from_str(&jwks_json(&[public.clone(), public.clone()])).unwrap();
    let expected = json!({
        "alg": "RS256",
        "e": "AQAB",
        "kid": KEY.kid(),
        "kty": "RSA",
        "n": BASE64_URL_SAFE_NO_PAD.encode(&public.n),
        "use": "sig",
    });
    assert_eq!(set, json!({ "keys": [expected, expected] }));
    let order = ["{\"alg\"", "\"e\"", "\"kid\"", "\"kty\"", "\"n\"", "\"use\""];
    let text = public.jwk_json();
    let places: Vec<_> = order.iter().map(|member| text.find(member).unwrap()).collect();
    assert!(places.is_sorted());
    assert_eq!(jwks_json(&[]), r#"{"keys":[]}"#);
}
