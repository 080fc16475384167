//! Registrations and signatures of an independent implementation (Python's `fido2`), and what becomes
//! of them when anything is not as it was.

use cognate_crypto::webauthn::{
    Asserted, Assertion, Expected, Fault, Registered, challenge_of, verify_assertion,
    verify_registration,
};
use proptest::prelude::*;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Vector {
    name: String,
    algorithm: i64,
    rp_id: String,
    origin: String,
    #[serde(deserialize_with = "from_hex")]
    aaguid: Vec<u8>,
    #[serde(deserialize_with = "from_hex")]
    credential_id: Vec<u8>,
    #[serde(deserialize_with = "from_hex")]
    challenge: Vec<u8>,
    client_data_json: String,
    #[serde(deserialize_with = "from_hex")]
    attestation_object: Vec<u8>,
    counter: u32,
    backed_up: bool,
    assertion: Signed,
}

#[derive(Deserialize)]
struct Signed {
    #[serde(deserialize_with = "from_hex")]
    challenge: Vec<u8>,
    client_data_json: String,
    #[serde(deserialize_with = "from_hex")]
    authenticator_data: Vec<u8>,
    #[serde(deserialize_with = "from_hex")]
    signature: Vec<u8>,
    counter: u32,
    user_verified: bool,
}

fn from_hex<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    hex::decode(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

static VECTORS: LazyLock<Vec<Vector>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../data/webauthn-vectors.json")).unwrap());

/// What a registration is checked with, and may be changed before.
struct Registration<'a> {
    vector: &'a Vector,
    challenge: Vec<u8>,
    rp_id: &'a str,
    user_verification: bool,
    client_data: String,
    object: Vec<u8>,
}

impl<'a> Registration<'a> {
    fn of(vector: &'a Vector) -> Registration<'a> {
        Registration {
            vector,
            challenge: vector.challenge.clone(),
            rp_id: &vector.rp_id,
            user_verification: true,
            client_data: vector.client_data_json.clone(),
            object: vector.attestation_object.clone(),
        }
    }

    fn verify(&self) -> Result<Registered, Fault> {
        let expected = Expected {
            challenge: &self.challenge,
            rp_id: self.rp_id,
            origin: &|origin| origin == self.vector.origin,
            user_verification: self.user_verification,
        };
        verify_registration(self.client_data.as_bytes(), &self.object, &expected)
    }

    /// With these bytes of the object in place of others, wherever they first are.
    fn replaced(mut self, from: &[u8], to: &[u8]) -> Self {
        let at = self.object.windows(from.len()).position(|window| window == from);
        let at = at.expect("the object has the bytes");
        self.object.splice(at..at + from.len(), to.iter().copied());
        self
    }

    fn flags(&self) -> usize {
        let hash = cognate_crypto::sha256(self.vector.rp_id.as_bytes());
        self.object.windows(32).position(|window| window == hash).unwrap() + 32
    }
}

fn vector(name: &str) -> &'static Vector {
    VECTORS.iter().find(|vector| vector.name == name).unwrap()
}

fn registration(name: &str) -> Registration<'static> {
    Registration::of(vector(name))
}

fn assert(
    vector: &Vector,
    change: impl FnOnce(&mut Vec<u8>, &mut Vec<u8>, &mut Vec<u8>),
    (rp_id, user_verification): (&str, bool),
) -> Result<Asserted, Fault> {
    let key = Registration::of(vector).verify().unwrap().public_key;
    let signed = &vector.assertion;
    let mut client_data = signed.client_data_json.clone().into_bytes();
    let mut data = signed.authenticator_data.clone();
    let mut signature = signed.signature.clone();
    change(&mut client_data, &mut data, &mut signature);
    let expected = Expected {
        challenge: &signed.challenge,
        rp_id,
        origin: &|origin| origin == vector.origin,
        user_verification,
    };
    let assertion = Assertion {
        client_data_json: &client_data,
        authenticator_data: &data,
        signature: &signature,
    };
    verify_assertion(&assertion, &key, &expected)
}

#[test]
fn every_algorithm_and_attestation_of_the_other_implementation_is_accepted() {
    assert_eq!(VECTORS.len(), 12);
    for vector in VECTORS.iter() {
        let name = &vector.name;
        let registered = Registration::of(vector).verify().expect(name);
        assert_eq!(registered.credential_id, vector.credential_id, "{name}");
        assert_eq!(registered.aaguid.as_slice(), vector.aaguid, "{name}");
        assert_eq!(registered.algorithm, vector.algorithm, "{name}");
        assert_eq!(registered.counter, vector.counter, "{name}");
        assert_eq!(registered.backed_up, vector.backed_up, "{name}");
        assert_eq!(registered.backup_eligible, vector.backed_up, "{name}");
        assert!(registered.user_verified, "{name}");
        let asserted = assert(vector, |_, _, _| {}, (&vector.rp_id, false)).expect(name);
        assert_eq!(asserted.counter, vector.assertion.counter, "{name}");
        assert_eq!(asserted.user_verified, vector.assertion.user_verified, "{name}");
    }
}

#[test]
fn the_challenge_can_be_read_before_anything_is_checked() {
    let vector = &VECTORS[0];
    assert_eq!(challenge_of(vector.client_data_json.as_bytes()).unwrap(), vector.challenge);
    for bad in ["", "{}", r#"{"type":"a","challenge":"*","origin":"b"}"#] {
        assert_eq!(challenge_of(bad.as_bytes()), Err(Fault::Malformed), "{bad}");
    }
}

#[test]
fn a_registration_of_another_ceremony_challenge_origin_or_party_is_refused() {
    let mut other = registration("ES256 none");
    other.challenge[0] ^= 1;
    assert_eq!(other.verify(), Err(Fault::Challenge));
    for (from, to, fault) in [
        ("webauthn.create", "webauthn.get", Fault::Ceremony),
        ("https://login.auth.example.com", "https://evil.example.com", Fault::Origin),
        (r#""crossOrigin":false"#, r#""crossOrigin":true"#, Fault::Origin),
        (r#""crossOrigin":false"#, r#""origin":"https://evil.example.com""#, Fault::Malformed),
        (r#""crossOrigin":false"#, r#""crossOrigin":"no""#, Fault::Malformed),
        ("}", "", Fault::Malformed),
    ] {
        let mut other = registration("ES256 none");
        other.client_data = other.client_data.replacen(from, to, 1);
        assert_eq!(other.verify(), Err(fault), "{to}");
    }
    let mut other = registration("ES256 none");
    other.rp_id = "example.com";
    assert_eq!(other.verify(), Err(Fault::RelyingParty));
    let mut long = registration("ES256 none");
    long.client_data.push_str(&" ".repeat(8 * 1024));
    assert_eq!(long.verify(), Err(Fault::Malformed));
}

#[test]
fn flags_decide() {
    const UP: u8 = 1;
    const UV: u8 = 4;
    const BE: u8 = 8;
    const BS: u8 = 16;
    const AT: u8 = 64;
    for (flags, fault) in [
        (UV | AT, Fault::UserPresence),
        (UP | AT, Fault::UserVerification),
        (UP | UV | BS | AT, Fault::BackupState),
        (UP | UV, Fault::Malformed),
        (UP | UV | AT | 128, Fault::Malformed),
    ] {
        let mut other = registration("ES256 none");
        let at = other.flags();
        other.object[at] = flags;
        assert_eq!(other.verify(), Err(fault), "{flags:08b}");
    }
    let mut other = registration("ES256 none");
    let at = other.flags();
    (other.object[at], other.user_verification) = (UP | BE | AT, false);
    let registered = other.verify().unwrap();
    assert!(!registered.user_verified && registered.backup_eligible && !registered.backed_up);
}

#[test]
fn unsupported_algorithms_and_attestations_are_told_from_broken_ones() {
    // alg: ES256 in the key of a credential becomes ES384.
    let es384 = registration("ES256 none").replaced(
        &[0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01],
        &[0xA5, 0x01, 0x02, 0x03, 0x27, 0x20, 0x01],
    );
    assert_eq!(es384.verify(), Err(Fault::Unsupported));
    // The curve becomes P-384.
    let curve =
        registration("ES256 none").replaced(&[0x03, 0x26, 0x20, 0x01], &[0x03, 0x26, 0x20, 0x02]);
    assert_eq!(curve.verify(), Err(Fault::Unsupported));
    let format = registration("ES256 none").replaced(b"dnone", b"dtpm2");
    assert_eq!(format.verify(), Err(Fault::Unsupported));
    // A statement under "none" is a contradiction.
    let statement = registration("ES256 none").replaced(
        &[&b"gattStmt"[..], &[0xA0]].concat(),
        &[&b"gattStmt"[..], &[0xA1, 0x61, b'x', 0x00]].concat(),
    );
    assert_eq!(statement.verify(), Err(Fault::Malformed));
    // A point that is not on the curve.
    let mut off = registration("ES256 none");
    let last = off.object.len() - 1;
    off.object[last] ^= 1;
    assert_eq!(off.verify(), Err(Fault::Malformed));
}

#[test]
fn a_certificate_for_another_make_of_authenticator_is_refused() {
    let named = vector("ES256 x5c-aaguid");
    let at = named
        .attestation_object
        .windows(18)
        .position(|window| window[..2] == [0x04, 0x10] && window[2..] == named.aaguid)
        .expect("the certificate names the AAGUID");
    let mut other = Registration::of(named);
    other.object[at + 2] ^= 1;
    assert_eq!(other.verify(), Err(Fault::Malformed));
}

#[test]
fn a_signature_of_another_party_or_without_verification_is_refused() {
    let vector = vector("ES256 x5c");
    let unchanged = |_: &mut Vec<u8>, _: &mut Vec<u8>, _: &mut Vec<u8>| {};
    assert!(assert(vector, unchanged, (&vector.rp_id, false)).is_ok());
    let refused = assert(vector, unchanged, (&vector.rp_id, true));
    assert_eq!(refused, Err(Fault::UserVerification));
    assert_eq!(assert(vector, unchanged, ("example.com", false)), Err(Fault::RelyingParty));
    let party = (vector.rp_id.as_str(), false);
    let longer = assert(vector, |_, data, _| data.push(0), party);
    assert_eq!(longer, Err(Fault::Malformed));
    let counted = assert(vector, |_, data, _| data[36] ^= 1, party);
    assert_eq!(counted, Err(Fault::Signature));
    let registration = assert(
        vector,
        |client_data, _, _| client_data.clone_from(&vector.client_data_json.clone().into_bytes()),
        party,
    );
    assert_eq!(registration, Err(Fault::Ceremony));
}

proptest! {
    /// A signature covers everything: no bit of it may be another.
    #[test]
    fn no_changed_bit_of_a_signature_passes(
        which in 0..12_usize, part in 0..3_u8, at in any::<prop::sample::Index>(), bit in 0..8_u8,
    ) {
        let vector = &VECTORS[which];
        let flip = |bytes: &mut Vec<u8>| {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        };
        let changed = assert(vector, |client_data, data, signature| match part {
            0 => flip(client_data),
            1 => flip(data),
            _ => flip(signature),
        }, (&vector.rp_id, false));
        prop_assert!(changed.is_err());
    }

    /// A `packed` attestation covers what was made.
    #[test]
    fn no_changed_bit_of_an_attested_credential_passes(
        which in prop::sample::select(vec!["ES256 self", "RS256 x5c", "EdDSA x5c-aaguid"]),
        at in any::<prop::sample::Index>(), bit in 0..8_u8,
    ) {
        let mut other = registration(which);
        let from = other.flags() - 32;
        let to = from + 32 + 1 + 4 + 16 + 2 + 32;
        other.object[from + at.index(to - from)] ^= 1 << bit;
        prop_assert!(other.verify().is_err());
    }

    /// Nothing that arrives makes the verifier fail in any other way than by saying no.
    #[test]
    fn any_change_of_an_object_is_survived(
        which in 0..12_usize, at in any::<prop::sample::Index>(), cut in any::<bool>(), byte: u8,
    ) {
        let mut other = Registration::of(&VECTORS[which]);
        let at = at.index(other.object.len());
        if cut {
            other.object.truncate(at);
        } else {
            other.object[at] = byte;
        }
        let _ = other.verify();
    }
}
