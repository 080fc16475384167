//! Refresh tokens: form, size, and that nothing else opens (OTP-9, TK-3).

use crate::seeded::Seeded;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use cognate_crypto::compact::{TOKEN_CHARS_MAX, open, peek_hint, seal};
use cognate_crypto::{DataKey, RefreshKey, SystemRandom, Unsealable};

const HINT: [u8; 8] = [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0];

fn key() -> RefreshKey {
    DataKey::generate(&Seeded::new(1)).refresh_key(7, 1)
}

fn token() -> String {
    seal(&key(), &SystemRandom, &HINT, b"pool, client, user, session, generation")
}

#[test]
fn a_token_has_the_form_of_awss_and_opens() {
    let token = token();
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 5);
    let header = String::from_utf8(BASE64.decode(parts[0]).unwrap()).unwrap();
    assert_eq!(header, r#"{"cty":"JWT","enc":"A256GCM","alg":"dir","kid":"EjRWeJq83vA"}"#);
    assert!(parts[1].is_empty());
    assert_eq!(peek_hint(&token).unwrap(), HINT);
    let payload = open(&key(), &token).unwrap();
    assert_eq!(payload.as_slice(), b"pool, client, user, session, generation");
}

#[test]
fn a_token_over_80_bytes_has_231_characters() {
    assert_eq!(seal(&key(), &SystemRandom, &HINT, &[0x5a; 80]).len(), 231);
}

#[test]
fn hints_of_other_lengths_round_trip() {
    for length in [0, 1, 2, 16, 64] {
        let hint = vec![0xfe; length];
        let token = seal(&key(), &SystemRandom, &hint, b"");
        assert_eq!(peek_hint(&token).unwrap(), hint);
        assert!(open(&key(), &token).unwrap().is_empty());
    }
}

#[test]
fn other_keys_do_not_open() {
    let data_key = DataKey::generate(&Seeded::new(1));
    for other in [data_key.refresh_key(8, 1), data_key.refresh_key(7, 2)] {
        assert_eq!(open(&other, &token()).err(), Some(Unsealable));
    }
}

#[test]
fn any_changed_character_fails() {
    let token = token();
    for at in 0..token.len() {
        for with in *b"A_.=" {
            let mut changed = token.clone().into_bytes();
            if changed[at] != with {
                changed[at] = with;
                let changed = String::from_utf8(changed).unwrap();
                assert_eq!(open(&key(), &changed).err(), Some(Unsealable), "{at} {with}");
            }
        }
    }
}

#[test]
fn truncated_extended_and_foreign_tokens_fail() {
    let token = token();
    for length in 0..token.len() {
        assert!(open(&key(), &token[..length]).is_err());
    }
    let parts: Vec<&str> = token.split('.').collect();
    let with = |at: usize, part: &str| {
        let mut parts = parts.clone();
        parts[at] = part;
        parts.join(".")
    };
    let header = |json: &str| with(0, &BASE64.encode(json));
    let long = "A".repeat(TOKEN_CHARS_MAX);
    let cases = [
        format!("{token}."),
        format!("{token}.AAAA"),
        format!("{token}A"),
        format!(" {token}"),
        with(1, "AAAA"),
        with(4, &format!("{}==", parts[4])),
        // The tag's end moved into the text, or cut.
        with(4, &parts[4][..20]),
        with(3, &long),
        // Same meaning, other bytes: refused before any key is used.
        header(r#"{"alg":"dir","cty":"JWT","enc":"A256GCM","kid":"EjRWeJq83vA"}"#),
        header(r#"{"cty":"JWT","enc":"A256GCM","alg":"dir","kid":"EjRWeJq83vA" }"#),
        header(r#"{"cty":"JWT","enc":"A256GCM","alg":"dir","kid":"EjRWeJq83vA","zip":"DEF"}"#),
        header(r#"{"cty":"JWT","enc":"A256GCM","alg":"none","kid":"EjRWeJq83vA"}"#),
        header(r#"{"cty":"JWT","enc":"A256GCM","alg":"dir"}"#),
        // Another pool's hint on our token.
        header(r#"{"cty":"JWT","enc":"A256GCM","alg":"dir","kid":"AAAAAAAAAAA"}"#),
    ];
    for case in cases {
        assert_eq!(open(&key(), &case).err(), Some(Unsealable), "{case}");
    }
    assert_eq!(peek_hint("eyJhbGciOiJSUzI1NiJ9.e30.AAAA").err(), Some(Unsealable));
    let long_hint = format!(
        r#"{{"cty":"JWT","enc":"A256GCM","alg":"dir","kid":"{}"}}"#,
        BASE64.encode([0; 65])
    );
    assert_eq!(peek_hint(&header(&long_hint)).err(), Some(Unsealable));
}
