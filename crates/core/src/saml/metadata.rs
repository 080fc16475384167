//! What a provider's metadata document says.

use cognate_crypto::certificate::CertifiedKey;
use cognate_saml::metadata;
use cognate_store::records::iam_entity::Entity;
use cognate_wire::timestamp;

use crate::iam::entity;

/// As much as it takes to verify assertions.
#[derive(Clone, Debug)]
pub struct Metadata {
    pub entity_id: String,
    /// DER, with keys that can be used. At least one.
    pub certificates: Vec<Vec<u8>>,
    /// Milliseconds since the epoch.
    pub valid_until: Option<i64>,
}

/// Why a document is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMetadata {
    #[error(transparent)]
    Document(#[from] metadata::BadMetadata),
    #[error("its validUntil is not a time")]
    ValidUntil,
    #[error(
        "it has no certificate with an RSA key of at least 2048 bits, or a key on P-256, P-384 or P-521"
    )]
    Keys,
}

impl Metadata {
    pub fn read(document: &str) -> Result<Metadata, BadMetadata> {
        let signer = metadata::signer(document)?;
        let until = signer.valid_until.as_deref().map(timestamp::from_iso);
        let mut certificates = signer.certificates;
        certificates.retain(|certificate| CertifiedKey::read(certificate).is_ok());
        if certificates.is_empty() {
            return Err(BadMetadata::Keys);
        }
        Ok(Metadata {
            entity_id: signer.entity_id,
            certificates,
            valid_until: until.map(|until| until.ok_or(BadMetadata::ValidUntil)).transpose()?,
        })
    }

    /// Of a provider in IAM.
    pub fn of(provider: &Entity) -> Result<Metadata, BadMetadata> {
        Metadata::read(entity::text(provider, super::METADATA).unwrap_or_default())
    }
}
