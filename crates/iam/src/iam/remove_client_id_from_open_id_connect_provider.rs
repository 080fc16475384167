//! # RemoveClientIDFromOpenIDConnectProvider
//!
//! Takes a client id (audience) from an OIDC provider. One that is not there is no error.
//!
//! Caller: an IAM principal allowed `iam:RemoveClientIDFromOpenIDConnectProvider` on the provider.
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
use cognate_shapes::iam::RemoveClientIDFromOpenIDConnectProviderRequest;

use crate::entities::Whose;
use crate::providers;

pub async fn remove_client_id_from_open_id_connect_provider(
    caller: Admin,
    req: RemoveClientIDFromOpenIDConnectProviderRequest,
) -> Result<()> {
    let whose = Whose::OidcProvider(&req.open_id_connect_provider_arn);
    providers::change(&caller, whose, |provider| {
        let mut ids = providers::client_ids(provider);
        ids.retain(|id| *id != req.client_id);
        providers::set_client_ids(provider, &ids)
    })
    .await
}
