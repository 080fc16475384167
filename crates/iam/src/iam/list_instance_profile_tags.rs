//! # ListInstanceProfileTags
//!
//! Lists the tags of the instance profile, by key.
//!
//! Caller: an IAM principal allowed `iam:ListInstanceProfileTags` on the instance profile.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown instance profile (NoSuchEntity); a `Marker` that this list did not
//! give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListInstanceProfileTagsRequest, ListInstanceProfileTagsResponse};

use crate::entities::Whose;
use crate::paging::Asked;
use crate::tags;

pub async fn list_instance_profile_tags(
    caller: Admin,
    req: ListInstanceProfileTagsRequest,
) -> Result<ListInstanceProfileTagsResponse> {
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.instance_profile_name);
    let page =
        tags::page(&caller, Whose::InstanceProfile(&req.instance_profile_name), asked).await?;
    Ok(ListInstanceProfileTagsResponse {
        is_truncated: page.is_truncated(),
        tags: page.items,
        marker: page.marker,
    })
}
