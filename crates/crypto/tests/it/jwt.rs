//! Signed tokens: agreement with `jsonwebtoken`, and what is refused (TK-1).

use crate::seeded::Seeded;
use crate::signing_key::KEY;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use cognate_crypto::jwt::{BadToken, parse};
use cognate_crypto::{SigningKey, VerifyingKey};
use jsonwebtoken as other;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const MAX: usize = 16 * 1024;

fn verifying() -> VerifyingKey {
    KEY.public().verifying_key().unwrap()
}

fn accept(token: &str) -> Result<Map<String, Value>, BadToken> {
    parse(token, MAX)?.verify(&verifying())
}

/// A token with a good signature over any header and payload.
fn signed(header: &[u8], payload: &[u8]) -> String {
    let input = format!("{}.{}", BASE64.encode(header), BASE64.encode(payload));
    let signature = BASE64.encode(KEY.sign(input.as_bytes()));
    format!("{input}.{signature}")
}

fn header_with(member: &str) -> String {
    format!(r#"{{"kid":"{}","alg":"RS256"{member}}}"#, KEY.kid())
}

/// The other library, told to check nothing but the signature.
fn other_rules() -> other::Validation {
    let mut rules = other::Validation::new(other::Algorithm::RS256);
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules
}

#[test]
fn our_tokens_verify_here_and_elsewhere() {
    let claims = json!({"sub": "s", "n": 1, "groups": ["a", "b"], "deep": {"x": null, "y": 1.5}});
    let token = KEY.sign_jwt(claims.to_string().as_bytes());
    let header = BASE64.decode(token.split('.').next().unwrap()).unwrap();
    assert_eq!(header, header_with("").as_bytes());
    assert_eq!(Value::Object(accept(&token).unwrap()), claims);
    let public = KEY.public();
    let key = other::DecodingKey::from_rsa_raw_components(&public.n, &public.e);
    let read = other::decode::<Value>(&token, &key, &other_rules()).unwrap();
    assert_eq!(read.claims, claims);
    assert_eq!(read.header.kid.as_deref(), Some(KEY.kid()));
}

#[test]
fn the_other_librarys_tokens_verify_here() {
    let form = KEY.to_sealed_form();
    // Behind the kid is PKCS #8, whose 26 bytes of wrapping leave the PKCS #1 key it wants.
    let key = other::EncodingKey::from_rsa_der(&form[2 + KEY.kid().len() + 26..]);
    let mut header = other::Header::new(other::Algorithm::RS256);
    header.kid = Some(KEY.kid().to_owned());
    let claims = json!({"sub": "ü", "exp": 1, "flag": true});
    let token = other::encode(&header, &claims, &key).unwrap();
    assert_eq!(Value::Object(accept(&token).unwrap()), claims);
}

#[test]
fn claims_can_be_peeked_at_before_verification() {
    let token = KEY.sign_jwt(br#"{"iss":"https://issuer"}"#);
    let parsed = parse(&token, MAX).unwrap();
    assert_eq!(parsed.kid, KEY.kid());
    assert_eq!(parsed.unverified("iss"), Some(&json!("https://issuer")));
    assert_eq!(parsed.unverified("sub"), None);
}

#[test]
fn tk_1_refused_headers() {
    let kid = KEY.kid();
    let cases: Vec<(String, BadToken)> = vec![
        (format!(r#"{{"kid":"{kid}","alg":"none"}}"#), BadToken::Algorithm),
        (format!(r#"{{"kid":"{kid}","alg":"None"}}"#), BadToken::Algorithm),
        (format!(r#"{{"kid":"{kid}","alg":"HS256"}}"#), BadToken::Algorithm),
        (format!(r#"{{"kid":"{kid}","alg":"RS384"}}"#), BadToken::Algorithm),
        (format!(r#"{{"kid":"{kid}","alg":"PS256"}}"#), BadToken::Algorithm),
        (format!(r#"{{"kid":"{kid}","alg":"ES256"}}"#), BadToken::Algorithm),
        (format!(r#"{{"kid":"{kid}","alg":"rs256"}}"#), BadToken::Algorithm),
        (format!(r#"{{"kid":"{kid}","alg":["RS256"]}}"#), BadToken::Algorithm),
        (format!(r#"{{"kid":"{kid}","alg":null}}"#), BadToken::Algorithm),
        (format!(r#"{{"kid":"{kid}"}}"#), BadToken::Algorithm),
        (format!(r#"{{"kid":"{kid}","Alg":"RS256"}}"#), BadToken::Algorithm),
        (r#"{"alg":"RS256"}"#.into(), BadToken::Header),
        (r#"{"kid":"","alg":"RS256"}"#.into(), BadToken::Header),
        (r#"{"kid":7,"alg":"RS256"}"#.into(), BadToken::Header),
        (format!(r#"{{"kid":"{}","alg":"RS256"}}"#, "k".repeat(256)), BadToken::Header),
        (header_with(r#","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}"#), BadToken::Header),
        (header_with(r#","jku":"https://evil.example/keys""#), BadToken::Header),
        (header_with(r#","x5u":"https://evil.example/cert""#), BadToken::Header),
        (header_with(r#","x5c":["MIIB"]"#), BadToken::Header),
        (header_with(r#","crit":["exp"]"#), BadToken::Header),
        (header_with(r#","crit":[]"#), BadToken::Header),
        (header_with(r#","b64":false"#), BadToken::Header),
        (header_with(r#","b64":true"#), BadToken::Header),
        (header_with(r#","zip":"DEF""#), BadToken::Header),
        (header_with(r#","jwk":null"#), BadToken::Header),
        (header_with(r#","alg":"none""#), BadToken::Json),
        (header_with(r#","alg":"RS256""#), BadToken::Json),
        (header_with(r#","x":{"a":1,"a":2}"#), BadToken::Json),
        (format!("{}x", header_with("")), BadToken::Json),
        (format!("[{}]", header_with("")), BadToken::Json),
        ("null".into(), BadToken::Json),
        (String::new(), BadToken::Json),
        (format!("\u{feff}{}", header_with("")), BadToken::Json),
    ];
    for (header, expected) in cases {
        let token = signed(header.as_bytes(), br#"{"sub":"s"}"#);
        assert_eq!(accept(&token).err(), Some(expected), "{header}");
    }
}

#[test]
fn tk_1_harmless_headers_are_ignored() {
    for member in ["", r#","typ":"JWT""#, r#","x5t":"AAAA""#, r#","cty":"x","y":[1]"#] {
        assert!(accept(&signed(header_with(member).as_bytes(), b"{}")).is_ok(), "{member}");
    }
}

#[test]
fn tk_1_refused_payloads() {
    let deep = format!("{}{}{}", r#"{"a":"#, "[".repeat(200), "]".repeat(200));
    let cases: [&[u8]; 14] = [
        br#"{"sub":"a","sub":"b"}"#,
        br#"{"sub":"a","s\u0075b":"b"}"#,
        br#"{"a":[{"b":1,"b":1}]}"#,
        br#"{"sub":"a"}x"#,
        br#"{"sub":"a"}{}"#,
        br#"{"sub":"a"},"#,
        br#"{"sub":"a",}"#,
        br#"{"sub":NaN}"#,
        br#"{"exp":1e999}"#,
        br#"["sub"]"#,
        br#""sub""#,
        b"",
        b"{\"sub\":\"\xff\"}",
        deep.as_bytes(),
    ];
    for payload in cases {
        let token = signed(header_with("").as_bytes(), payload);
        let shown = String::from_utf8_lossy(payload);
        assert_eq!(accept(&token).err(), Some(BadToken::Json), "{shown}");
    }
}

#[test]
fn tk_1_refused_forms() {
    let token = KEY.sign_jwt(br#"{"sub":"abc"}"#);
    let [header, payload, signature]: [&str; 3] =
        token.split('.').collect::<Vec<_>>().try_into().unwrap();
    // The last character of the signature carries four unused bits: set one of them.
    let loose_end = match signature.as_bytes()[signature.len() - 1] {
        b'A' => 'B',
        b'Q' => 'R',
        b'g' => 'h',
        b'w' => 'x',
        odd => panic!("{odd} has unused bits"),
    };
    let loose = format!("{}{loose_end}", &signature[..signature.len() - 1]);
    let standard = BASE64.encode([0xfb, 0xff]).replace('-', "+").replace('_', "/");
    let cases = [
        (String::new(), BadToken::Form),
        ("..".into(), BadToken::Json),
        (header.into(), BadToken::Form),
        (format!("{header}.{payload}"), BadToken::Form),
        (format!("{token}.{signature}"), BadToken::Form),
        (format!("{token}."), BadToken::Form),
        (format!("{header}..{payload}.{signature}"), BadToken::Form),
        (format!("{header}.{payload}."), BadToken::Signature),
        (format!("{header}=.{payload}.{signature}"), BadToken::Encoding),
        (format!("{header}.{payload}==.{signature}"), BadToken::Encoding),
        (format!("{header}.{payload}.{signature}=="), BadToken::Encoding),
        (format!("{header}.{payload}.{loose}"), BadToken::Encoding),
        (format!("{header}.{payload}.{standard}"), BadToken::Encoding),
        (format!("{header}.{payload}.{signature}\n"), BadToken::Encoding),
        (format!(" {token}"), BadToken::Encoding),
        (format!("Bearer {token}"), BadToken::Encoding),
        (format!("{header}.{payload}.{signature}AAAA"), BadToken::Signature),
        (format!("{header}.{payload}.{}", &signature[..337]), BadToken::Encoding),
        (format!("{header}.{payload}.{}", &signature[..340]), BadToken::Signature),
        (format!("{header}.e30.{signature}"), BadToken::Signature),
        // The JSON serialisation of the same token.
        (
            json!({"protected": header, "payload": payload, "signature": signature}).to_string(),
            BadToken::Form,
        ),
    ];
    for (case, expected) in cases {
        assert_eq!(accept(&case).err(), Some(expected), "{case}");
    }
}

#[test]
fn tk_1_size_is_limited_before_any_work() {
    let token = KEY.sign_jwt(br#"{"sub":"abc"}"#);
    assert!(parse(&token, token.len()).is_ok());
    assert_eq!(parse(&token, token.len() - 1).err(), Some(BadToken::TooLong));
}

#[test]
fn tk_1_any_changed_character_is_refused() {
    let token = KEY.sign_jwt(br#"{"sub":"abc","exp":1700000000}"#);
    for at in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        assert!(accept(&String::from_utf8(changed).unwrap()).is_err(), "{at}");
    }
}

#[test]
fn tk_1_another_key_does_not_verify_even_under_the_same_kid() {
    let stranger = SigningKey::generate(&Seeded::new(9));
    let form = stranger.to_sealed_form();
    let impostor = SigningKey::from_pkcs8(KEY.kid(), &form[2 + stranger.kid().len()..]).unwrap();
    for token in [stranger.sign_jwt(b"{}"), impostor.sign_jwt(b"{}")] {
        assert_eq!(accept(&token).err(), Some(BadToken::Signature));
    }
    // The right key under another kid is not the key that was asked for.
    let renamed = cognate_crypto::PublicKey { kid: "other".into(), ..KEY.public() };
    let parsed = parse(&KEY.sign_jwt(b"{}"), MAX).unwrap();
    let refused = parsed.verify(&renamed.verifying_key().unwrap());
    assert_eq!(refused.err(), Some(BadToken::Signature));
}

#[test]
fn tk_1_hmac_with_the_public_key_as_secret_is_refused() {
    let input = format!(
        "{}.{}",
        BASE64.encode(format!(r#"{{"kid":"{}","alg":"HS256"}}"#, KEY.kid())),
        BASE64.encode(b"{}")
    );
    let secret = KEY.public().jwk_json();
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
    let tag = aws_lc_rs::hmac::sign(&key, input.as_bytes());
    let token = format!("{input}.{}", BASE64.encode(tag));
    assert_eq!(accept(&token).err(), Some(BadToken::Algorithm));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn parsing_never_panics(token in r"[A-Za-z0-9_=.+/-]{0,80}|\PC{0,40}") {
        let _ = parse(&token, MAX);
    }

    #[test]
    fn parsing_any_json_like_header_never_panics(header in r#"[{}\[\]":,0-9a-z\\ ]{0,40}"#) {
        let token = format!("{}.{}.AAAA", BASE64.encode(&header), BASE64.encode(&header));
        let _ = parse(&token, MAX);
    }
}
