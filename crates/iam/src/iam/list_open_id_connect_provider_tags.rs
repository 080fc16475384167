//! # ListOpenIDConnectProviderTags
//!
//! Lists the tags of an OIDC provider, by key.
//!
//! Caller: an IAM principal allowed `iam:ListOpenIDConnectProviderTags` on the provider.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no OIDC provider (InvalidInput); an unknown provider (NoSuchEntity); a
//! `Marker` that this list did not give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{
    ListOpenIDConnectProviderTagsRequest, ListOpenIDConnectProviderTagsResponse,
};

use crate::entities::Whose;
use crate::paging::Asked;
use crate::tags;

pub async fn list_open_id_connect_provider_tags(
    caller: Admin,
    req: ListOpenIDConnectProviderTagsRequest,
) -> Result<ListOpenIDConnectProviderTagsResponse> {
    let arn = &req.open_id_connect_provider_arn;
    let asked = Asked::new(req.marker.as_deref(), req.max_items, arn);
    let page = tags::page(&caller, Whose::OidcProvider(arn), asked).await?;
    Ok(ListOpenIDConnectProviderTagsResponse {
        is_truncated: page.is_truncated(),
        tags: page.items,
        marker: page.marker,
    })
}
