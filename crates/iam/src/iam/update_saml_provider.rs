//! # UpdateSAMLProvider
//!
//! Replaces the metadata of a SAML provider.
//!
//! Caller: an IAM principal allowed `iam:UpdateSAMLProvider` on the provider.
//!
//! Changes: the provider. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: encryption of assertions; a private key to take away, of which there are none;
//! nothing to change (InvalidInput); an ARN of no SAML provider (InvalidInput); an unknown provider
//! (NoSuchEntity); metadata that describes no SAML 2.0 identity provider with a usable certificate, or
//! not any more (InvalidInput); others kept changing the provider meanwhile (Throttling).
//!
//! Differences from AWS: assertions must be signed and not encrypted; metadata is as large as a request
//! may be (`limits.body_bytes_max`), and without document types and processing instructions.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{UpdateSAMLProviderRequest, UpdateSAMLProviderResponse};

use crate::entities::Whose;
use crate::{faults, providers};

pub async fn update_saml_provider(
    caller: Admin,
    req: UpdateSAMLProviderRequest,
) -> Result<UpdateSAMLProviderResponse> {
    let encrypted = req.assertion_encryption_mode.is_some() || req.add_private_key.is_some();
    providers::refuse_encryption(encrypted)?;
    if req.remove_private_key.is_some() {
        return Err(faults::invalid_input(
            "Failed to remove private key because the Key ID does not match a private key.",
        ));
    }
    let Some(document) = req.saml_metadata_document else {
        return Err(faults::invalid_input(
            "Unable to update identity provider. No updates are defined for metadata or encryption \
             assertion.",
        ));
    };
    providers::change(&caller, Whose::SamlProvider(&req.saml_provider_arn), |provider| {
        providers::set_metadata(&caller, provider, document.clone())
    })
    .await?;
    Ok(UpdateSAMLProviderResponse { saml_provider_arn: Some(req.saml_provider_arn) })
}
