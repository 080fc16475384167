//! # ListAccessKeys
//!
//! Lists the access keys of a user; without `UserName`, of the caller.
//!
//! Caller: an IAM principal allowed `iam:ListAccessKeys` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user (NoSuchEntity); a `Marker` that this list did not give, or gave
//! over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{
    AccessKeyMetadata, ListAccessKeysRequest, ListAccessKeysResponse, StatusType,
};

use crate::entities::shown_at;
use crate::paging::Asked;
use crate::users::Meant;

pub async fn list_access_keys(
    caller: Admin,
    req: ListAccessKeysRequest,
) -> Result<ListAccessKeysResponse> {
    let meant = Meant::by(&caller, req.user_name.as_deref()).await?;
    let asked = Asked::new(req.marker.as_deref(), req.max_items, meant.name());
    let page = asked.of_all(&caller, meant.keys(&caller).await?).await?;
    let is_truncated = page.is_truncated();
    let shown = page.items.into_iter().map(|key| AccessKeyMetadata {
        user_name: meant.user().map(|_| meant.name().to_owned()),
        access_key_id: Some(key.id),
        status: Some(if key.active { StatusType::Active } else { StatusType::Inactive }),
        create_date: Some(shown_at(key.created)),
    });
    Ok(ListAccessKeysResponse {
        access_key_metadata: shown.collect(),
        is_truncated,
        marker: page.marker,
    })
}
