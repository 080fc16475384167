//! # ListTagsForResource
//!
//! Lists the tags of a user pool.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListTagsForResource` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN that is no user pool's (InvalidParameterException); unknown pool.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{ListTagsForResourceRequest, ListTagsForResourceResponse};

use crate::tags;

pub async fn list_tags_for_resource(
    caller: Admin,
    req: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse> {
    let pool = tags::pool(&caller, &req.resource_arn).await?;
    Ok(ListTagsForResourceResponse { tags: Some(tags::of(&pool)) })
}
