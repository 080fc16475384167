//! # ListOpenIDConnectProviders
//!
//! Lists the ARNs of all OIDC providers, by name.
//!
//! Caller: an IAM principal allowed `iam:ListOpenIDConnectProviders` on `oidc-provider/*`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: none of its own.
//!
//! Differences from AWS: none known.

use cognate_core::iam::entity;
use cognate_core::{Admin, Result};
use cognate_shapes::iam::{
    ListOpenIDConnectProvidersRequest, ListOpenIDConnectProvidersResponse,
    OpenIDConnectProviderListEntry,
};
use cognate_store::records::iam_entity::Kind;

use crate::providers;

pub async fn list_open_id_connect_providers(
    caller: Admin,
    _: ListOpenIDConnectProvidersRequest,
) -> Result<ListOpenIDConnectProvidersResponse> {
    let all = providers::all(&caller, Kind::OidcProvider).await?;
    let account = &caller.config().account;
    let listed = all.iter().map(|provider| OpenIDConnectProviderListEntry {
        arn: Some(entity::arn(account, provider)),
    });
    Ok(ListOpenIDConnectProvidersResponse { open_id_connect_provider_list: Some(listed.collect()) })
}
