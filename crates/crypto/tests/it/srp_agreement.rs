//! The server against the independent client, at random.

use crate::seeded::Seeded;
use crate::srp_client::{Challenge, Client};
use cognate_crypto::srp::{
    ClientPublic, Salt, ServerKey, Verifier, claim_signature, password_matches, salt, session_key,
    verifier,
};
use cognate_crypto::{Random, equal};
use proptest::prelude::*;

/// A whole sign-in: the client proves `typed`, the server knows `password`.
struct SignIn<'a> {
    pool_name: &'a str,
    user_id: &'a str,
    password: &'a str,
    typed: &'a str,
    salt: Salt,
    client: &'a Client,
    server_key: &'a ServerKey,
}

impl SignIn<'_> {
    fn verifier(&self) -> Verifier {
        verifier(self.pool_name, self.user_id, self.password, &self.salt)
    }

    fn accepted(&self) -> bool {
        let timestamp = "Sat Nov 22 22:16:00 UTC 2025";
        let v = self.verifier();
        let public = self.server_key.public(&v);
        let proof = self.client.answer(&Challenge {
            pool_name: self.pool_name,
            user_id: self.user_id,
            password: self.typed,
            salt_hex: &self.salt.to_hex(),
            b_hex: &public.to_hex(),
            secret_block: b"\x00block\xff",
            timestamp,
        });
        let a = ClientPublic::parse_hex(&self.client.a_hex()).unwrap();
        let key = session_key(&a, self.server_key, &public, &v).unwrap();
        let block = b"\x00block\xff";
        let expected = claim_signature(&key, self.pool_name, self.user_id, block, timestamp);
        equal(&expected, &proof.signature)
    }
}

/// Passwords: what people type, any Unicode, and nothing.
fn password() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{6,24}",
        r"\PC{1,64}",
        any::<String>(),
        Just(String::new()),
        Just("Pässwörd-密码9 🗝️".to_owned()),
        Just("e\u{301} is not \u{e9}".to_owned()),
    ]
}

/// Salts with the top bit set and not, with a small first byte, with zeros inside.
fn salts() -> impl Strategy<Value = Salt> {
    (any::<[u8; 16]>(), 1u8..=255, any::<bool>()).prop_map(|(mut bytes, first, zeros)| {
        bytes[0] = first;
        if zeros {
            bytes[1] = 0;
        }
        Salt(bytes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn right_passwords_are_accepted_and_wrong_ones_are_not(
        pool_name in "[A-Za-z0-9]{1,12}",
        user_id in r"[a-f0-9]{8}-[a-f0-9]{4}|\PC{1,32}",
        password in password(),
        typed in password(),
        salt in salts(),
        // 1 to 128 bytes, as clients draw them; odd numbers of digits too.
        a in "[1-9a-f][0-9a-f]{0,255}",
        b: [u8; 32],
    ) {
        let (client, server_key) = (Client::new(&a), ServerKey::from_bytes(&b));
        let mut sign_in = SignIn {
            pool_name: &pool_name,
            user_id: &user_id,
            password: &password,
            typed: &password,
            salt,
            client: &client,
            server_key: &server_key,
        };
        prop_assert!(sign_in.accepted());
        sign_in.typed = &typed;
        prop_assert_eq!(sign_in.accepted(), typed == password);
        let v = sign_in.verifier();
        prop_assert!(password_matches(&pool_name, &user_id, &password, &salt, &v));
        let matches = password_matches(&pool_name, &user_id, &typed, &salt, &v);
        prop_assert_eq!(matches, typed == password);
    }
}

/// A = g^a for small a: from a single digit to many zero digits.
#[test]
fn short_public_values_of_the_client_agree() {
    let server_key = ServerKey::generate(&Seeded::new(5));
    for a in ["1", "2", "3", "4", "7", "8", "b", "10", "ff", "100", "3ff"] {
        let client = Client::new(a);
        assert!(sign_in_with(&client, &server_key).accepted(), "{a}");
    }
}

/// B with fewer digits than the modulus, odd and even.
#[test]
fn short_public_values_of_the_server_agree() {
    let random = &Seeded::new(6) as &dyn Random;
    let client = Client::new("abcdef0123456789");
    let mut seen = [0; 3];
    while seen != [2, 2, 2] {
        let server_key = ServerKey::generate(random);
        let sign_in = sign_in_with(&client, &server_key);
        let short_by = 768 - server_key.public(&sign_in.verifier()).to_hex().len();
        // Full length, one digit less, at least a byte less.
        let kind = &mut seen[short_by.min(2)];
        if *kind < 2 {
            *kind += 1;
            assert!(sign_in.accepted(), "short by {short_by}");
        }
    }
}

fn sign_in_with<'a>(client: &'a Client, server_key: &'a ServerKey) -> SignIn<'a> {
    SignIn {
        pool_name: "AbCdEfGhI",
        user_id: "7d1f3c52-0c3b-4a4f-9e0e-3f2b1a6c9d10",
        password: "Correct-Horse9",
        typed: "Correct-Horse9",
        salt: salt(&Seeded::new(7)),
        client,
        server_key,
    }
}
