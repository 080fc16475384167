//! Hashes that other implementations made: the Python packages bcrypt, argon2-cffi and passlib, hashlib
//! in the forms that Django and Keycloak document, and the published example of Firebase.

use cognate_crypto::imported::Imported;

#[test]
fn known_hashes_take_the_right_password_only() {
    let cases: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../data/imported-hashes.json")).unwrap();
    for case in &cases {
        let (hash, password) = (case["hash"].as_str().unwrap(), case["password"].as_str().unwrap());
        let imported = Imported::parse(hash).unwrap_or_else(|error| panic!("{hash}: {error}"));
        assert!(imported.matches(password), "{hash}");
        assert!(!imported.matches("correct-horse9"), "{hash}");
        assert!(!imported.matches(""), "{hash}");
    }
}

#[test]
fn unknown_or_unbearable_hashes_are_refused() {
    for text in [
        "",
        "Correct-Horse9",
        "$1$abcdefgh$irWbblnpmw.5z7wgBnprh0",
        "$2b$31$C1fr9doDwhHoE/MaC26daeygp26W0wstEreKquQR1HEUh2eoRfeR6",
        "$2b$04$short",
        "$argon2id$v=19$m=9999999,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$YtAHlCdJCi0Oz6ZheT2CqA",
        "$argon2id$v=19$m=64,t=1$AAECAwQFBgcICQoLDA0ODw$YtAHlCdJCi0Oz6ZheT2CqA",
        "$scrypt$ln=30,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$BZZIXpw9x",
        "$pbkdf2-sha256$99999999$AAECAwQFBgcICQoLDA0ODw$hudPsMz1EFXKJ3im2F",
        "$pbkdf2-sha256$i=1000,l=31$AAECAwQFBgcICQoLDA0ODw$hudPsMz1EFXKJ3im2F/LW90SVfjM2lk1f6BURTqLxLg",
        "$6$rounds=99999999$abcdefgh$x",
        "md5$salt$hash",
        "keycloak$pbkdf2-sha256$1000$AA==",
    ] {
        assert!(Imported::parse(text).is_err(), "{text}");
    }
    assert!(Imported::parse(&"$".repeat(5_000)).is_err());
}
