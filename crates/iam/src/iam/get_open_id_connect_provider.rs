//! # GetOpenIDConnectProvider
//!
//! Shows an OIDC provider; its URL without the scheme.
//!
//! Caller: an IAM principal allowed `iam:GetOpenIDConnectProvider` on the provider.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no OIDC provider (InvalidInput); an unknown provider (NoSuchEntity).
//!
//! Differences from AWS: none known.

use cognate_core::iam::entity;
use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse};

use crate::entities::{Whose, shown_at};
use crate::{providers, tags};

pub async fn get_open_id_connect_provider(
    caller: Admin,
    req: GetOpenIDConnectProviderRequest,
) -> Result<GetOpenIDConnectProviderResponse> {
    let provider = Whose::OidcProvider(&req.open_id_connect_provider_arn).found(&caller).await?;
    Ok(GetOpenIDConnectProviderResponse {
        url: Some(entity::name(&provider).to_owned()),
        client_id_list: Some(providers::client_ids(&provider)),
        thumbprint_list: Some(providers::thumbprints(&provider)),
        create_date: Some(shown_at(provider.created)),
        tags: tags::shown(&provider),
    })
}
