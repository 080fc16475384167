//! # CreateSAMLProvider
//!
//! Registers a SAML provider by its metadata: roles may trust its assertions from now on.
//!
//! Caller: an IAM principal allowed `iam:CreateSAMLProvider` on the new provider.
//!
//! Changes: the provider. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: encryption of assertions (InvalidInput); metadata that describes no SAML 2.0
//! identity provider with a usable certificate, or not any more (InvalidInput); a tag twice or reserved
//! (InvalidInput); the name is taken, whatever its case (EntityAlreadyExists); as many providers as
//! there may be (LimitExceeded); others kept changing something meanwhile (Throttling).
//!
//! Differences from AWS: assertions must be signed and not encrypted; metadata is as large as a request
//! may be (`limits.body_bytes_max`), and without document types and processing instructions.
//! Certificates are taken for their keys: that they have expired does not matter.

use cognate_core::iam::entity;
use cognate_core::{Admin, Result};
use cognate_domain::Map;
use cognate_shapes::iam::{CreateSAMLProviderRequest, CreateSAMLProviderResponse};
use cognate_store::records::iam_entity::Kind;

use crate::entities::Whose;
use crate::{providers, tags};

pub async fn create_saml_provider(
    caller: Admin,
    req: CreateSAMLProviderRequest,
) -> Result<CreateSAMLProviderResponse> {
    let encrypted = req.assertion_encryption_mode.is_some() || req.add_private_key.is_some();
    providers::refuse_encryption(encrypted)?;
    let mut provider = entity::new(&caller, Kind::SamlProvider, &req.name, "/", Map::new());
    providers::set_metadata(&caller, &mut provider, req.saml_metadata_document)?;
    entity::set_tags(&mut provider, &tags::accepted(req.tags.as_deref().unwrap_or_default())?);
    let arn = entity::arn(&caller.config().account, &provider);
    providers::insert(&caller, Whose::SamlProvider(&arn), &provider).await?;
    Ok(CreateSAMLProviderResponse { saml_provider_arn: Some(arn), tags: tags::shown(&provider) })
}
