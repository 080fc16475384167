//! # CreateOpenIDConnectProvider
//!
//! Registers an OIDC provider: roles may trust its tokens from now on.
//!
//! Caller: an IAM principal allowed `iam:CreateOpenIDConnectProvider` on the new provider.
//!
//! Changes: the provider. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a URL that is none (ValidationError); more than 100 client ids (LimitExceeded);
//! more than 5 thumbprints, or one that is not hexadecimal (InvalidInput); a tag twice or reserved
//! (InvalidInput); there is a provider with this URL, whatever its case (EntityAlreadyExists); as many
//! providers as there may be (LimitExceeded); others kept changing something meanwhile (Throttling).
//!
//! Differences from AWS: the URL may have a port. Without `ThumbprintList` no thumbprint is looked up:
//! connections to providers trust the public authorities, or the operator's, and thumbprints decide
//! nothing.

use cognate_core::iam::entity;
use cognate_core::{Admin, Result};
use cognate_domain::Map;
use cognate_shapes::iam::{
    CreateOpenIDConnectProviderRequest, CreateOpenIDConnectProviderResponse,
};
use cognate_store::records::iam_entity::Kind;

use crate::entities::Whose;
use crate::{providers, tags};

pub async fn create_open_id_connect_provider(
    caller: Admin,
    req: CreateOpenIDConnectProviderRequest,
) -> Result<CreateOpenIDConnectProviderResponse> {
    let name = providers::name_of_url(&req.url)?;
    let mut provider = entity::new(&caller, Kind::OidcProvider, name, "/", Map::new());
    providers::set_client_ids(&mut provider, &req.client_id_list.unwrap_or_default())?;
    providers::set_thumbprints(&mut provider, &req.thumbprint_list.unwrap_or_default())?;
    entity::set_tags(&mut provider, &tags::accepted(req.tags.as_deref().unwrap_or_default())?);
    let arn = entity::arn(&caller.config().account, &provider);
    providers::insert(&caller, Whose::OidcProvider(&arn), &provider).await?;
    Ok(CreateOpenIDConnectProviderResponse {
        open_id_connect_provider_arn: Some(arn),
        tags: tags::shown(&provider),
    })
}
