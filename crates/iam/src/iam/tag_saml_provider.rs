//! # TagSAMLProvider
//!
//! Adds tags to a SAML provider, and replaces those of the same keys, whatever their case.
//!
//! Caller: an IAM principal allowed `iam:TagSAMLProvider` on the provider.
//!
//! Changes: the provider. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no SAML provider (InvalidInput); an unknown provider (NoSuchEntity); a
//! key twice, or one that begins with `aws:` (InvalidInput); more than 50 tags (LimitExceeded); others
//! kept changing the provider meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::TagSAMLProviderRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn tag_saml_provider(caller: Admin, req: TagSAMLProviderRequest) -> Result<()> {
    tags::tag(&caller, Whose::SamlProvider(&req.saml_provider_arn), &req.tags).await
}
