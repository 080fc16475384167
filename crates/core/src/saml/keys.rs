//! The cryptography of signatures in XML.

use cognate_crypto::certificate::CertifiedKey;
use cognate_crypto::{jwt, sha256, sha384, sha512};
use cognate_saml::signature::{Algorithm, Hash, Keys};

/// By AWS-LC.
pub struct AwsLc;

impl Keys for AwsLc {
    fn digest(&self, hash: Hash, bytes: &[u8]) -> Vec<u8> {
        match hash {
            Hash::Sha256 => sha256(bytes).to_vec(),
            Hash::Sha384 => sha384(bytes).to_vec(),
            Hash::Sha512 => sha512(bytes).to_vec(),
        }
    }

    fn verifies(
        &self,
        certificate: &[u8],
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        // Both write signatures in the same way (RFC 4050, 3.3; RFC 7518, 3.4).
        let algorithm = match algorithm {
            Algorithm::RsaSha256 => jwt::Algorithm::Rs256,
            Algorithm::RsaSha384 => jwt::Algorithm::Rs384,
            Algorithm::RsaSha512 => jwt::Algorithm::Rs512,
            Algorithm::EcdsaSha256 => jwt::Algorithm::Es256,
            Algorithm::EcdsaSha384 => jwt::Algorithm::Es384,
            Algorithm::EcdsaSha512 => jwt::Algorithm::Es512,
        };
        let key = CertifiedKey::read(certificate);
        key.is_ok_and(|key| key.verify(algorithm, message, signature))
    }
}
