//! SECRET_HASH against the published vectors.

use cognate_crypto::secret_hash::{compute, matches};
use serde_json::Value;

fn file() -> Value {
    serde_json::from_str(include_str!("../data/secret-hash-vectors.json")).unwrap()
}

fn text<'a>(case: &'a Value, member: &str) -> &'a str {
    case[member].as_str().unwrap_or_else(|| panic!("{member} in {case}"))
}

#[test]
fn every_vector_matches() {
    let file = file();
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 16);
    for v in vectors {
        let (secret, user, client) =
            (text(v, "clientSecret"), text(v, "username"), text(v, "clientId"));
        assert_eq!(compute(secret, user, client), text(v, "secretHash"), "{v}");
        assert!(matches(text(v, "secretHash"), secret, user, client));
    }
}

/// The file's "rules" (missing hash, client without a secret, two active secrets, which spellings
/// of the user name count) are decisions of the callers and are tested there.
#[test]
fn no_negative_case_matches() {
    let file = file();
    let negative = file["negative"].as_array().unwrap();
    assert_eq!(negative.len(), 4);
    for n in negative {
        let (secret, user, client) =
            (text(n, "clientSecret"), text(n, "username"), text(n, "clientId"));
        assert!(!matches(text(n, "secretHash"), secret, user, client), "{n}");
    }
}

#[test]
fn near_misses_do_not_match() {
    let hash = compute("secret", "alice", "client");
    let (unpadded, spaced) = (hash.trim_end_matches('=').to_owned(), format!("{hash}\n"));
    for given in ["", &unpadded, &spaced, &hash.to_lowercase()] {
        assert!(!matches(given, "secret", "alice", "client"), "{given:?}");
    }
    assert!(!matches(&hash, "Secret", "alice", "client"));
    assert!(!matches(&hash, "secret", "Alice", "client"));
    assert!(!matches(&hash, "secret", "alice", "client2"));
}
