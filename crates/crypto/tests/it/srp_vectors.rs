//! The SRP vectors, each value of them.

use crate::srp_client::{Challenge, Client, padded_hex};
use base64::prelude::{BASE64_STANDARD, Engine};
use cognate_crypto::srp::{
    ClientPublic, Key16, Salt, ServerKey, ServerPublic, Verifier, claim_signature, minimal_hex,
    password_matches, session_key, verifier,
};
use cognate_crypto::{equal, sha256};
use serde_json::Value;

fn file() -> Value {
    serde_json::from_str(include_str!("../data/srp-vectors.json")).unwrap()
}

/// A vector of the file; device vectors have other names for the same things.
struct Vector(Value);

impl Vector {
    fn get(&self, member: &str) -> &str {
        let device = self.0["kind"] == "device";
        let member = match member {
            "poolName" if device => "deviceGroupKey",
            "userIdForSrp" if device => "deviceKey",
            "password" if device => "devicePassword",
            same => same,
        };
        self.0[member].as_str().unwrap_or_else(|| panic!("{member} in {}", self.0["name"]))
    }

    /// The salt as a number: short and zero-led texts fill up with zeros, which changes nothing.
    fn salt(&self) -> Salt {
        Salt(left_padded(self.get("SALT")))
    }

    fn verifier(&self) -> Verifier {
        verifier(self.get("poolName"), self.get("userIdForSrp"), self.get("password"), &self.salt())
    }

    fn server_key(&self) -> ServerKey {
        ServerKey::from_bytes(&left_padded(self.get("b")))
    }

    fn server_public(&self) -> ServerPublic {
        self.server_key().public(&self.verifier())
    }

    fn key(&self) -> Key16 {
        let client = ClientPublic::parse_hex(self.get("SRP_A")).unwrap();
        session_key(&client, &self.server_key(), &self.server_public(), &self.verifier()).unwrap()
    }

    /// The signature the server expects, with members of `answer` in place of the vector's.
    fn expected_signature(&self, answer: &Value) -> [u8; 32] {
        let sent = |member| answer[member].as_str().unwrap_or_else(|| self.get(member));
        let block = BASE64_STANDARD.decode(sent("SECRET_BLOCK")).unwrap();
        claim_signature(
            &self.key(),
            self.get("poolName"),
            self.get("userIdForSrp"),
            &block,
            sent("TIMESTAMP"),
        )
    }
}

fn vectors() -> Vec<Vector> {
    let vectors: Vec<_> =
        file()["vectors"].as_array().unwrap().iter().cloned().map(Vector).collect();
    assert_eq!(vectors.len(), 14);
    vectors
}

fn left_padded<const SIZE: usize>(hex_text: &str) -> [u8; SIZE] {
    let mut out = [0; SIZE];
    hex::decode_to_slice(format!("{hex_text:0>width$}", width = 2 * SIZE), &mut out).unwrap();
    out
}

fn hash_of_padded(hex_text: &str) -> String {
    hex::encode(sha256(&hex::decode(padded_hex(hex_text)).unwrap()))
}

#[test]
fn the_files_group_is_ours() {
    let file = file();
    assert_eq!(file["N"].as_str().unwrap(), include_str!("../data/modulus.hex").trim());
    assert_eq!(file["g"], "2");
    assert_eq!(file["hash"], "SHA-256");
    assert_eq!(file["hkdfInfo"], "Caldera Derived Key");
    // Ours is compared with k in the crate's own tests, and with N here: N - 1 is the greatest
    // acceptable value.
    let n = file["N"].as_str().unwrap();
    let last = format!("{}e", &n[..n.len() - 1]);
    assert!(ClientPublic::parse_hex(n).is_err() && ClientPublic::parse_hex(&last).is_ok());
}

#[test]
fn the_server_computes_every_vector() {
    for v in vectors() {
        let name = v.get("name");
        assert_eq!(minimal_hex(&v.verifier().0), v.get("verifier"), "{name}");
        let public = v.server_public();
        assert_eq!(public.to_hex(), v.get("SRP_B"), "{name}");
        assert_eq!(hash_of_padded(&public.to_hex()), v.get("sha256PaddedB"), "{name}");
        let client = ClientPublic::parse_hex(v.get("SRP_A")).unwrap();
        let a_hex = minimal_hex(client.as_bytes());
        assert_eq!(hash_of_padded(&a_hex), v.get("sha256PaddedA"), "{name}");
        assert_eq!(hex::encode(v.key().expose()), v.get("key"), "{name}");
        let signature = BASE64_STANDARD.encode(v.expected_signature(&Value::Null));
        assert_eq!(signature, v.get("PASSWORD_CLAIM_SIGNATURE"), "{name}");
        let matches = |password: &str| {
            let (pool, user) = (v.get("poolName"), v.get("userIdForSrp"));
            password_matches(pool, user, password, &v.salt(), &v.verifier())
        };
        assert!(matches(v.get("password")), "{name}");
        assert!(!matches(&format!("{} ", v.get("password"))), "{name}");
    }
}

#[test]
fn the_independent_client_computes_every_vector() {
    for v in vectors() {
        let name = v.get("name");
        let client = Client::new(v.get("a"));
        assert_eq!(client.a_hex(), v.get("SRP_A"), "{name}");
        assert_eq!(padded_hex(v.get("SALT")), v.get("saltPaddedHex"), "{name}");
        let block = BASE64_STANDARD.decode(v.get("SECRET_BLOCK")).unwrap();
        let proof = client.answer(&Challenge {
            pool_name: v.get("poolName"),
            user_id: v.get("userIdForSrp"),
            password: v.get("password"),
            salt_hex: v.get("SALT"),
            b_hex: v.get("SRP_B"),
            secret_block: &block,
            timestamp: v.get("TIMESTAMP"),
        });
        assert_eq!(proof.inner, v.get("innerHash"), "{name}");
        assert_eq!(proof.x, v.get("x"), "{name}");
        assert_eq!(proof.u, v.get("u"), "{name}");
        assert_eq!(proof.s, v.get("S"), "{name}");
        assert_eq!(hash_of_padded(&proof.s), v.get("sha256PaddedS"), "{name}");
        assert_eq!(hex::encode(proof.key), v.get("key"), "{name}");
        let signature = BASE64_STANDARD.encode(proof.signature);
        assert_eq!(signature, v.get("PASSWORD_CLAIM_SIGNATURE"), "{name}");
    }
}

#[test]
fn a_devices_registration_gives_the_vectors_verifier() {
    let device = vectors().into_iter().find(|v| v.0["kind"] == "device").unwrap();
    let config = &device.0["DeviceSecretVerifierConfig"];
    let bytes = |member: &str| BASE64_STANDARD.decode(config[member].as_str().unwrap()).unwrap();
    let stored = Verifier::from_padded(&bytes("PasswordVerifier")).unwrap();
    assert!(equal(&stored.0, &device.verifier().0));
    assert_eq!(minimal_hex(&bytes("Salt")), device.get("SALT"));
}

#[test]
fn no_negative_case_passes() {
    let file = file();
    let negative = file["negative"].as_array().unwrap();
    assert_eq!(negative.len(), 8);
    let base = |case: &Value| {
        vectors().into_iter().find(|v| v.0["name"] == case["base"]).expect("the base exists")
    };
    for case in negative {
        match case["name"].as_str().unwrap() {
            // PW-7: refused as InvalidParameterException.
            name @ ("A-zero" | "A-equals-N" | "A-twice-N" | "A-not-hex") => {
                assert!(
                    ClientPublic::parse_hex(case["SRP_A"].as_str().unwrap()).is_err(),
                    "{name}"
                );
            }
            // Refused as NotAuthorizedException: the signature sent is not the one expected for
            // the timestamp and secret block sent.
            name @ ("wrong-password" | "timestamp-changed" | "secret-block-of-another-session") => {
                let base = base(case);
                let sent = case["PASSWORD_CLAIM_SIGNATURE"]
                    .as_str()
                    .unwrap_or_else(|| base.get("PASSWORD_CLAIM_SIGNATURE"));
                let sent = BASE64_STANDARD.decode(sent).unwrap();
                assert!(!equal(&sent, &base.expected_signature(case)), "{name}");
            }
            // One use of a secret block is a matter of stored state, which this crate has none
            // of: the same answer has the same, right signature.
            "replayed-answer" => {}
            other => panic!("a new negative case: {other}"),
        }
    }
}
