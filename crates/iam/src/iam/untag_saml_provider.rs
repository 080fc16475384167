//! # UntagSAMLProvider
//!
//! Takes tags away from a SAML provider. Keys that are not there are passed over.
//!
//! Caller: an IAM principal allowed `iam:UntagSAMLProvider` on the provider.
//!
//! Changes: the provider. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no SAML provider (InvalidInput); an unknown provider (NoSuchEntity);
//! others kept changing the provider meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::UntagSAMLProviderRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn untag_saml_provider(caller: Admin, req: UntagSAMLProviderRequest) -> Result<()> {
    tags::untag(&caller, Whose::SamlProvider(&req.saml_provider_arn), &req.tag_keys).await
}
