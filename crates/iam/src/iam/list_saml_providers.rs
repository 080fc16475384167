//! # ListSAMLProviders
//!
//! Lists all SAML providers, by name.
//!
//! Caller: an IAM principal allowed `iam:ListSAMLProviders` on `saml-provider/*`.
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
    ListSAMLProvidersRequest, ListSAMLProvidersResponse, SAMLProviderListEntry,
};
use cognate_store::records::iam_entity::Kind;

use crate::entities::shown_at;
use crate::providers;

pub async fn list_saml_providers(
    caller: Admin,
    _: ListSAMLProvidersRequest,
) -> Result<ListSAMLProvidersResponse> {
    let all = providers::all(&caller, Kind::SamlProvider).await?;
    let account = &caller.config().account;
    let listed = all.iter().map(|provider| SAMLProviderListEntry {
        arn: Some(entity::arn(account, provider)),
        valid_until: Some(providers::valid_until(provider)),
        create_date: Some(shown_at(provider.created)),
    });
    Ok(ListSAMLProvidersResponse { saml_provider_list: Some(listed.collect()) })
}
