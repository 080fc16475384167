//! Tokens of other issuers: agreement with `jsonwebtoken`, published examples, and attacks (TK-1).

use crate::seeded::Seeded;
use crate::signing_key::KEY;
use aws_lc_rs::encoding::AsBigEndian;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair as _,
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use cognate_crypto::jwk::KeySet;
use cognate_crypto::jwt::{Algorithm, BadToken, parse, parse_signed};
use cognate_crypto::{EcSigningKey, RsaHash, SigningKey};
use jsonwebtoken as other;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

const MAX: usize = 50_000;

/// An issuer's EC key, of any curve.
struct Ec {
    kid: &'static str,
    curve: &'static str,
    pair: EcdsaKeyPair,
}

impl Ec {
    fn new(kid: &'static str, curve: &'static str) -> Ec {
        let algorithm: &EcdsaSigningAlgorithm = match curve {
            "P-256" => &ECDSA_P256_SHA256_FIXED_SIGNING,
            "P-384" => &ECDSA_P384_SHA384_FIXED_SIGNING,
            _ => &ECDSA_P521_SHA512_FIXED_SIGNING,
        };
        Ec { kid, curve, pair: EcdsaKeyPair::generate(algorithm).unwrap() }
    }

    fn jwk(&self) -> Value {
        let point: aws_lc_rs::encoding::EcPublicKeyUncompressedBin =
            self.pair.public_key().as_be_bytes().unwrap();
        let coordinates = &point.as_ref()[1..];
        let (x, y) = coordinates.split_at(coordinates.len() / 2);
        let (x, y) = (BASE64.encode(x), BASE64.encode(y));
        json!({ "kty": "EC", "crv": self.curve, "kid": self.kid, "x": x, "y": y })
    }

    fn sign(&self, input: &str) -> Vec<u8> {
        #[expect(clippy::disallowed_methods, reason = "the signature of `sign` demands one")]
        let random = aws_lc_rs::rand::SystemRandom::new();
        self.pair.sign(&random, input.as_bytes()).unwrap().as_ref().to_vec()
    }

    fn pkcs8(&self) -> Vec<u8> {
        self.pair.to_pkcs8v1().unwrap().as_ref().to_vec()
    }
}

static P256: LazyLock<Ec> = LazyLock::new(|| Ec::new("e256", "P-256"));
static P384: LazyLock<Ec> = LazyLock::new(|| Ec::new("e384", "P-384"));
static P521: LazyLock<Ec> = LazyLock::new(|| Ec::new("e512", "P-521"));

fn set(keys: &[Value]) -> KeySet {
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

fn rsa_jwk() -> Value {
    let mut key: Value = serde_json::from_str(&KEY.public().jwk_json()).unwrap();
    key.as_object_mut().unwrap().remove("alg");
    key
}

fn all_keys() -> KeySet {
    set(&[rsa_jwk(), P256.jwk(), P384.jwk(), P521.jwk()])
}

fn accept(token: &str, keys: &KeySet) -> Result<Map<String, Value>, BadToken> {
    parse_signed(token, MAX)?.verify(keys).cloned()
}

fn input(header: &Value, payload: &Value) -> String {
    format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(payload.to_string()))
}

fn with_signature(input: &str, signature: impl AsRef<[u8]>) -> String {
    format!("{input}.{}", BASE64.encode(signature))
}

/// What PKCS #8 wraps: the other library wants the inner form.
fn rsa_encoding_key() -> other::EncodingKey {
    let form = KEY.to_sealed_form();
    other::EncodingKey::from_rsa_der(&form[2 + KEY.kid().len() + 26..])
}

fn other_rules(algorithm: other::Algorithm) -> other::Validation {
    let mut rules = other::Validation::new(algorithm);
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// The other library signs, we verify; then any one bit of the signature or of the text is changed.
    #[test]
    fn the_other_librarys_tokens_verify_here_and_changed_ones_do_not(
        which in 0usize..5,
        sub in r"\PC{0,20}",
        number in any::<i64>(),
        at in any::<proptest::sample::Index>(),
    ) {
        let (algorithm, kid, key) = match which {
            0 => (other::Algorithm::RS256, KEY.kid(), rsa_encoding_key()),
            1 => (other::Algorithm::RS384, KEY.kid(), rsa_encoding_key()),
            2 => (other::Algorithm::RS512, KEY.kid(), rsa_encoding_key()),
            3 => (other::Algorithm::ES256, "e256", other::EncodingKey::from_ec_der(&P256.pkcs8())),
            _ => (other::Algorithm::ES384, "e384", other::EncodingKey::from_ec_der(&P384.pkcs8())),
        };
        let mut header = other::Header::new(algorithm);
        header.kid = Some(kid.to_owned());
        let claims = json!({ "sub": sub, "n": number, "list": [sub, number] });
        let token = other::encode(&header, &claims, &key).unwrap();
        let keys = all_keys();
        prop_assert_eq!(Value::Object(accept(&token, &keys).unwrap()), claims);
        // Own user pools' reader takes RS256 only.
        prop_assert_eq!(parse(&token, MAX).is_ok(), which == 0);
        let mut changed = token.into_bytes();
        let at = at.index(changed.len());
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        prop_assert!(accept(&String::from_utf8(changed).unwrap(), &keys).is_err());
    }

    /// The same bytes are accepted or refused by both libraries, whatever the algorithm in the header.
    #[test]
    fn both_libraries_judge_alike(claimed in 0usize..6, signer in 0usize..5) {
        let name = ["RS256", "RS384", "RS512", "ES256", "ES384", "HS256"][claimed];
        let kid = [KEY.kid(), KEY.kid(), KEY.kid(), "e256", "e384"][signer];
        let input = input(&json!({ "alg": name, "kid": kid }), &json!({ "sub": "s" }));
        let token = match signer {
            0 => with_signature(&input, KEY.sign(input.as_bytes())),
            1 | 2 => {
                let algorithm = [other::Algorithm::RS384, other::Algorithm::RS512][signer - 1];
                let key = rsa_encoding_key();
                let signature =
                    other::crypto::sign(input.as_bytes(), &key, algorithm).unwrap();
                format!("{input}.{signature}")
            }
            3 => with_signature(&input, P256.sign(&input)),
            _ => with_signature(&input, P384.sign(&input)),
        };
        let keys = all_keys();
        let ours = accept(&token, &keys).is_ok();
        let public = KEY.public();
        let theirs = [
            other::Algorithm::RS256,
            other::Algorithm::RS384,
            other::Algorithm::RS512,
            other::Algorithm::ES256,
            other::Algorithm::ES384,
        ]
        .get(claimed)
        .is_some_and(|algorithm| {
            let coordinate = |jwk: &Value, name: &str| jwk[name].as_str().unwrap().to_owned();
            let key = match signer {
                0..=2 => other::DecodingKey::from_rsa_raw_components(&public.n, &public.e),
                3 => other::DecodingKey::from_ec_components(
                    &coordinate(&P256.jwk(), "x"), &coordinate(&P256.jwk(), "y")).unwrap(),
                _ => other::DecodingKey::from_ec_components(
                    &coordinate(&P384.jwk(), "x"), &coordinate(&P384.jwk(), "y")).unwrap(),
            };
            other::decode::<Value>(&token, &key, &other_rules(*algorithm)).is_ok()
        });
        prop_assert_eq!(ours, theirs, "{} {}", name, signer);
        prop_assert_eq!(ours, claimed == signer);
    }

    #[test]
    fn parsing_never_panics(token in r"[A-Za-z0-9_=.+/-]{0,80}|\PC{0,40}") {
        let _ = parse_signed(&token, MAX);
    }
}

#[test]
fn our_signatures_verify_elsewhere() {
    let claims = json!({ "sub": "s", "aud": "a" });
    let text = claims.to_string();
    let public = KEY.public();
    let rsa = other::DecodingKey::from_rsa_raw_components(&public.n, &public.e);
    for (hash, algorithm) in
        [(RsaHash::Sha256, other::Algorithm::RS256), (RsaHash::Sha512, other::Algorithm::RS512)]
    {
        let token = KEY.sign_token(hash, "JWS", text.as_bytes());
        let read = other::decode::<Value>(&token, &rsa, &other_rules(algorithm)).unwrap();
        assert_eq!(read.claims, claims);
        assert_eq!(Value::Object(accept(&token, &all_keys()).unwrap()), claims);
    }
    let token = KEY.sign_token(RsaHash::Sha512, "JWS", text.as_bytes());
    let header = BASE64.decode(token.split('.').next().unwrap()).unwrap();
    // Byte for byte as identity pools write it.
    let expected = format!(r#"{{"kid":"{}","typ":"JWS","alg":"RS512"}}"#, KEY.kid());
    assert_eq!(String::from_utf8(header).unwrap(), expected);

    let key = EcSigningKey::generate("ES384_1").unwrap();
    let jwk: Value = serde_json::from_str(&key.jwk_json()).unwrap();
    let token = key.sign_token("JWT", text.as_bytes());
    let (x, y) = (jwk["x"].as_str().unwrap(), jwk["y"].as_str().unwrap());
    let public = other::DecodingKey::from_ec_components(x, y).unwrap();
    let rules = other_rules(other::Algorithm::ES384);
    assert_eq!(other::decode::<Value>(&token, &public, &rules).unwrap().claims, claims);
    assert_eq!(Value::Object(accept(&token, &set(&[jwk])).unwrap()), claims);
}

#[test]
fn es512_verifies_by_the_published_example() {
    // RFC 7515, appendix A.4: its payload is no JSON object, so the signature is checked by ours over it.
    let key = json!({
        "kty": "EC", "crv": "P-521",
        "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
        "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
    });
    let token = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1b\
                 KPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO\
                 7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
    assert_eq!(set(&[key]).len(), 1);
    assert_eq!(parse_signed(token, MAX).err(), Some(BadToken::Json));
    let input = input(&json!({ "alg": "ES512", "kid": "e512" }), &json!({ "sub": "s" }));
    let token = with_signature(&input, P521.sign(&input));
    assert!(accept(&token, &all_keys()).is_ok());
    assert_eq!(accept(&token, &set(&[P384.jwk()])).err(), Some(BadToken::UnknownKey));
}

#[test]
fn tk_1_algorithm_and_key_must_fit() {
    let keys = all_keys();
    let kids = [KEY.kid(), "e256", "e384", "e512"];
    for (place, kid) in kids.into_iter().enumerate() {
        for name in ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"] {
            let input = input(&json!({ "alg": name, "kid": kid }), &json!({}));
            let token = match place {
                0 => with_signature(&input, KEY.sign(input.as_bytes())),
                1 => with_signature(&input, P256.sign(&input)),
                2 => with_signature(&input, P384.sign(&input)),
                _ => with_signature(&input, P521.sign(&input)),
            };
            let fits = ["RS256", "ES256", "ES384", "ES512"][place] == name;
            let expected = if fits { None } else { Some(BadToken::Signature) };
            assert_eq!(accept(&token, &keys).err(), expected, "{kid} {name}");
        }
    }
    // A key that says its algorithm verifies no other, even of the same type.
    let mut only_512 = rsa_jwk();
    only_512["alg"] = json!("RS512");
    let token = KEY.sign_token(RsaHash::Sha256, "JWT", b"{}");
    assert_eq!(accept(&token, &set(&[only_512.clone()])).err(), Some(BadToken::Signature));
    let token = KEY.sign_token(RsaHash::Sha512, "JWT", b"{}");
    assert!(accept(&token, &set(&[only_512])).is_ok());
}

#[test]
fn tk_1_none_hmac_and_embedded_keys() {
    let payload = json!({ "sub": "s" });
    for alg in ["none", "None", "HS256", "HS384", "HS512", "PS256", "EdDSA", "ES256K", "rs256", ""]
    {
        let input = input(&json!({ "alg": alg, "kid": KEY.kid() }), &payload);
        let secret = KEY.public().jwk_json();
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
        for token in [
            format!("{input}."),
            with_signature(&input, aws_lc_rs::hmac::sign(&key, input.as_bytes())),
            with_signature(&input, KEY.sign(input.as_bytes())),
        ] {
            assert_eq!(accept(&token, &all_keys()).err(), Some(BadToken::Algorithm), "{alg}");
        }
    }
    for (member, value) in [
        ("jwk", rsa_jwk()),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("typ", json!(["JWT"])),
        ("kid", json!(7)),
        ("kid", json!("")),
        ("kid", json!("k".repeat(256))),
    ] {
        let mut header = json!({ "alg": "RS256", "kid": KEY.kid() });
        header[member] = value;
        let input = input(&header, &payload);
        let token = with_signature(&input, KEY.sign(input.as_bytes()));
        assert_eq!(accept(&token, &all_keys()).err(), Some(BadToken::Header), "{member}");
    }
}

#[test]
fn tk_1_kid_tricks() {
    let sign = |header: Value| {
        let input = input(&header, &json!({ "sub": "s" }));
        with_signature(&input, KEY.sign(input.as_bytes()))
    };
    let keys = all_keys();
    let unknown = [
        "../../../../dev/null",
        "x' UNION SELECT 'key",
        "e256 ",
        "E256",
        "https://evil.example/key",
        "|/bin/true",
        "\0",
    ];
    for kid in unknown {
        let token = sign(json!({ "alg": "RS256", "kid": kid }));
        assert_eq!(accept(&token, &keys).err(), Some(BadToken::UnknownKey), "{kid}");
    }
    // The name of another key of the set.
    let token = sign(json!({ "alg": "RS256", "kid": "e256" }));
    assert_eq!(accept(&token, &keys).err(), Some(BadToken::Signature));
    // Without a name, a set with one key of the algorithm leaves no choice; one with two does.
    let nameless = sign(json!({ "alg": "RS256" }));
    assert!(accept(&nameless, &keys).is_ok());
    let stranger = SigningKey::generate(&Seeded::new(11)).public();
    let stranger: Value = serde_json::from_str(&stranger.jwk_json()).unwrap();
    let two = set(&[rsa_jwk(), stranger.clone()]);
    assert_eq!(accept(&nameless, &two).err(), Some(BadToken::Signature));
    assert_eq!(accept(&nameless, &set(&[P256.jwk()])).err(), Some(BadToken::UnknownKey));
    assert_eq!(accept(&nameless, &KeySet::default()).err(), Some(BadToken::UnknownKey));
    // Two keys of one name: the right one is found.
    let mut namesake = stranger;
    namesake["kid"] = json!(KEY.kid());
    let named = sign(json!({ "alg": "RS256", "kid": KEY.kid() }));
    assert!(accept(&named, &set(&[namesake.clone(), rsa_jwk()])).is_ok());
    assert_eq!(accept(&named, &set(&[namesake])).err(), Some(BadToken::Signature));
}

#[test]
fn ecdsa_signatures_have_one_length_and_range() {
    let input = input(&json!({ "alg": "ES256", "kid": "e256" }), &json!({}));
    let good = P256.sign(&input);
    let keys = all_keys();
    assert!(accept(&with_signature(&input, &good), &keys).is_ok());
    let (r, s) = good.split_at(32);
    let order = [
        0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC,
        0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ];
    for bad in [
        vec![],
        vec![0; 64],
        [r, &[0; 32]].concat(),
        [&[0; 32], s].concat(),
        [&order, s].concat(),
        [r, &order].concat(),
        good[..63].to_vec(),
        [&good[..], &[0]].concat(),
        [&[0], &good[..]].concat(),
        [s, r].concat(),
    ] {
        let token = with_signature(&input, &bad);
        assert_eq!(accept(&token, &keys).err(), Some(BadToken::Signature), "{}", hex::encode(bad));
    }
}

#[test]
fn own_keys_verify_rs256_under_their_kid_only() {
    let own = KEY.public().verifying_key().unwrap();
    let verify = |token: &str| parse_signed(token, MAX).unwrap().verify_own(&own).err();
    assert_eq!(verify(&KEY.sign_jwt(b"{}")), None);
    let refused = Some(BadToken::Signature);
    assert_eq!(verify(&KEY.sign_token(RsaHash::Sha512, "JWT", b"{}")), refused);
    let input = input(&json!({ "alg": "RS256" }), &json!({}));
    assert_eq!(verify(&with_signature(&input, KEY.sign(input.as_bytes()))), refused);
}

#[test]
fn names_of_algorithms_round_trip() {
    for algorithm in Algorithm::ALL {
        assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
    }
}
