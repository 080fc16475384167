use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use cognate_crypto::certificate::{
    BadCertificate, CertifiedKey, Use, Validity, self_signed, validity,
};
use cognate_crypto::jwt::Algorithm;
use cognate_crypto::{SigningKey, SystemRandom};

const NOW: i64 = 1_800_000_000_000;
const YEAR: i64 = 365 * 86_400_000;

fn a_certificate(key: &SigningKey, years: i64) -> Vec<u8> {
    let validity = Validity { not_before: NOW, not_after: NOW + years * YEAR };
    self_signed(key, "eu-central-1_AbCdEfGhI", [0xFF; 16], validity, Use::Signature)
}

/// The length of a value in DER whose length has two bytes.
fn value(der: &[u8]) -> &[u8] {
    assert_eq!(der[..2], [0x30, 0x82]);
    &der[..4 + usize::from(u16::from_be_bytes([der[2], der[3]]))]
}

#[test]
fn a_certificate_is_signed_by_its_own_key() {
    let key = SigningKey::generate(&SystemRandom);
    let certificate = a_certificate(&key, 10);
    assert_eq!(value(&certificate).len(), certificate.len());
    let signed = value(&certificate[4..]);
    let signature = &certificate[certificate.len() - 256..];
    assert!(key.public().verifying_key().unwrap().verify(signed, signature));
    let holds = |part: &[u8]| signed.windows(part.len()).any(|window| window == part);
    assert!(holds(&key.public().n) && holds(b"eu-central-1_AbCdEfGhI"));
}

#[test]
fn dates_are_read_back_also_after_2049() {
    let key = SigningKey::generate(&SystemRandom);
    for years in [10, 30] {
        let read = validity(&a_certificate(&key, years)).unwrap();
        assert_eq!(read, Validity { not_before: NOW, not_after: NOW + years * YEAR });
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    let key = SigningKey::generate(&SystemRandom);
    let certificate = a_certificate(&key, 10);
    for length in 0..certificate.len() {
        assert_eq!(validity(&certificate[..length]), Err(BadCertificate), "{length}");
    }
    let longer = [certificate.as_slice(), &[0]].concat();
    assert_eq!(validity(&longer), Err(BadCertificate));
    assert_eq!(validity(&[0x30, 0x80, 0, 0]), Err(BadCertificate));
    assert_eq!(validity(&[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]), Err(BadCertificate));
}

#[test]
fn keys_of_certificates_verify() {
    let data: serde_json::Value =
        serde_json::from_str(include_str!("../data/certificates.json")).unwrap();
    let bytes =
        |value: &serde_json::Value| BASE64_STANDARD.decode(value.as_str().unwrap()).unwrap();
    let message = data["message"].as_str().unwrap().as_bytes();
    for one in data["verified"].as_array().unwrap() {
        let key = CertifiedKey::read(&bytes(&one["certificate"])).unwrap();
        let signature = bytes(&one["signature"]);
        for algorithm in Algorithm::ALL {
            let own = algorithm.name() == one["algorithm"];
            assert_eq!(key.verify(algorithm, message, &signature), own, "{algorithm:?}");
            assert!(!key.verify(algorithm, b"another", &signature));
        }
    }
    for (name, certificate) in data["unusable"].as_object().unwrap() {
        let certificate = bytes(certificate);
        assert!(validity(&certificate).is_ok(), "{name}");
        assert!(CertifiedKey::read(&certificate).is_err(), "{name}");
        assert!(CertifiedKey::read(&certificate[..certificate.len() - 1]).is_err(), "{name}");
    }
}
