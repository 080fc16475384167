//! The documents of `tests/data` (see `make.py` there), and the cryptography that verifies them.

use std::fs;

use aws_lc_rs::digest;
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use cognate_saml::signature::{Algorithm, Hash, Keys};
use cognate_saml::{Problem, Response, Verified};

pub fn bytes(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).expect(name)
}

pub fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).expect("UTF-8")
}

pub fn response(name: &str) -> String {
    text(&format!("responses/{name}.xml"))
}

pub fn verify(document: &str) -> Result<Verified, Problem> {
    verify_with(document, "rsa.der")
}

pub fn verify_with(document: &str, certificate: &str) -> Result<Verified, Problem> {
    let response = Response::read(&BASE64_STANDARD.encode(document))?;
    response.verify(&[bytes(certificate)], &AwsLc)
}

/// `SubjectPublicKeyInfo` is found by its beginning: there are two kinds of key in the data.
pub struct AwsLc;

const RSA: &[u8] = &[0x30, 0x82, 0x01, 0x22, 0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86];
const EC: &[u8] = &[0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE];

impl Keys for AwsLc {
    fn digest(&self, hash: Hash, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match hash {
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, bytes).as_ref().to_vec()
    }

    fn verifies(
        &self,
        certificate: &[u8],
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let (begins, algorithm): (_, &'static dyn VerificationAlgorithm) = match algorithm {
            Algorithm::RsaSha256 => (RSA, &signature::RSA_PKCS1_2048_8192_SHA256),
            Algorithm::RsaSha384 => (RSA, &signature::RSA_PKCS1_2048_8192_SHA384),
            Algorithm::RsaSha512 => (RSA, &signature::RSA_PKCS1_2048_8192_SHA512),
            Algorithm::EcdsaSha256 => (EC, &signature::ECDSA_P256_SHA256_FIXED),
            Algorithm::EcdsaSha384 | Algorithm::EcdsaSha512 => return false,
        };
        let bytes = if begins == RSA { 294 } else { 91 };
        let mut windows = certificate.windows(bytes);
        let key = windows.find(|window| window.starts_with(begins));
        key.is_some_and(|key| {
            UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
        })
    }
}
