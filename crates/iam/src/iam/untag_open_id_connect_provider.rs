//! # UntagOpenIDConnectProvider
//!
//! Takes tags away from an OIDC provider. Keys that are not there are passed over.
//!
//! Caller: an IAM principal allowed `iam:UntagOpenIDConnectProvider` on the provider.
//!
//! Changes: the provider. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no OIDC provider (InvalidInput); an unknown provider (NoSuchEntity);
//! others kept changing the provider meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::UntagOpenIDConnectProviderRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn untag_open_id_connect_provider(
    caller: Admin,
    req: UntagOpenIDConnectProviderRequest,
) -> Result<()> {
    tags::untag(&caller, Whose::OidcProvider(&req.open_id_connect_provider_arn), &req.tag_keys)
        .await
}
