//! # ListSAMLProviderTags
//!
//! Lists the tags of a SAML provider, by key.
//!
//! Caller: an IAM principal allowed `iam:ListSAMLProviderTags` on the provider.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no SAML provider (InvalidInput); an unknown provider (NoSuchEntity); a
//! `Marker` that this list did not give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListSAMLProviderTagsRequest, ListSAMLProviderTagsResponse};

use crate::entities::Whose;
use crate::paging::Asked;
use crate::tags;

pub async fn list_saml_provider_tags(
    caller: Admin,
    req: ListSAMLProviderTagsRequest,
) -> Result<ListSAMLProviderTagsResponse> {
    let arn = &req.saml_provider_arn;
    let asked = Asked::new(req.marker.as_deref(), req.max_items, arn);
    let page = tags::page(&caller, Whose::SamlProvider(arn), asked).await?;
    Ok(ListSAMLProviderTagsResponse {
        is_truncated: page.is_truncated(),
        tags: page.items,
        marker: page.marker,
    })
}
