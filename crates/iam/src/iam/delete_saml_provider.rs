//! # DeleteSAMLProvider
//!
//! Deletes a SAML provider. Roles that trust it stay as they are, and are given to nobody by it any
//! more.
//!
//! Caller: an IAM principal allowed `iam:DeleteSAMLProvider` on the provider.
//!
//! Changes: the provider is gone. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no SAML provider (InvalidInput); an unknown provider (NoSuchEntity);
//! others kept changing the provider meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DeleteSAMLProviderRequest;

use crate::entities::Whose;
use crate::providers;

pub async fn delete_saml_provider(caller: Admin, req: DeleteSAMLProviderRequest) -> Result<()> {
    providers::delete(&caller, Whose::SamlProvider(&req.saml_provider_arn)).await
}
