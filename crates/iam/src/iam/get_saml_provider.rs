//! # GetSAMLProvider
//!
//! Shows a SAML provider, with its metadata.
//!
//! Caller: an IAM principal allowed `iam:GetSAMLProvider` on the provider.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no SAML provider (InvalidInput); an unknown provider (NoSuchEntity).
//!
//! Differences from AWS: `AssertionEncryptionMode` and `PrivateKeyList` are never there.

use cognate_core::iam::entity;
use cognate_core::saml::{METADATA, uuid};
use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetSAMLProviderRequest, GetSAMLProviderResponse};

use crate::entities::{Whose, shown_at};
use crate::{providers, tags};

pub async fn get_saml_provider(
    caller: Admin,
    req: GetSAMLProviderRequest,
) -> Result<GetSAMLProviderResponse> {
    let provider = Whose::SamlProvider(&req.saml_provider_arn).found(&caller).await?;
    Ok(GetSAMLProviderResponse {
        saml_provider_uuid: Some(uuid(&provider)),
        saml_metadata_document: entity::text(&provider, METADATA).map(str::to_owned),
        create_date: Some(shown_at(provider.created)),
        valid_until: Some(providers::valid_until(&provider)),
        tags: tags::shown(&provider),
        assertion_encryption_mode: None,
        private_key_list: None,
    })
}
