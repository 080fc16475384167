//! # DeleteOpenIDConnectProvider
//!
//! Deletes an OIDC provider. Roles that trust it stay as they are, and are given to nobody by it any
//! more. A provider that does not exist is no error.
//!
//! Caller: an IAM principal allowed `iam:DeleteOpenIDConnectProvider` on the provider.
//!
//! Changes: the provider is gone. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no OIDC provider (InvalidInput); others kept changing the provider
//! meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DeleteOpenIDConnectProviderRequest;

use crate::entities::Whose;
use crate::providers;

pub async fn delete_open_id_connect_provider(
    caller: Admin,
    req: DeleteOpenIDConnectProviderRequest,
) -> Result<()> {
    let whose = Whose::OidcProvider(&req.open_id_connect_provider_arn);
    match providers::delete(&caller, whose).await {
        Err(error) if error.code == "NoSuchEntity" => Ok(()),
        deleted => deleted,
    }
}
