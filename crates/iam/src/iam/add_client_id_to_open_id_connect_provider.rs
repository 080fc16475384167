//! # AddClientIDToOpenIDConnectProvider
//!
//! Adds a client id (audience) to an OIDC provider. One that is there already is no error.
//!
//! Caller: an IAM principal allowed `iam:AddClientIDToOpenIDConnectProvider` on the provider.
//!
//! Changes: the provider. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no OIDC provider (InvalidInput); an unknown provider (NoSuchEntity); more
//! than 100 client ids (LimitExceeded); others kept changing the provider meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::AddClientIDToOpenIDConnectProviderRequest;

use crate::entities::Whose;
use crate::providers;

pub async fn add_client_id_to_open_id_connect_provider(
    caller: Admin,
    req: AddClientIDToOpenIDConnectProviderRequest,
) -> Result<()> {
    let whose = Whose::OidcProvider(&req.open_id_connect_provider_arn);
    providers::change(&caller, whose, |provider| {
        let mut ids = providers::client_ids(provider);
        ids.push(req.client_id.clone());
        providers::set_client_ids(provider, &ids)
    })
    .await
}
