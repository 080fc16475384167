//! # ListTagsForResource
//!
//! Lists the tags of an identity pool.
//!
//! Caller: an IAM principal allowed `cognito-identity:ListTagsForResource` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN that is no identity pool's (InvalidParameterException); unknown pool
//! (ResourceNotFoundException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::identity::{ListTagsForResourceInput, ListTagsForResourceResponse};

use crate::tags;

pub async fn list_tags_for_resource(
    caller: Admin,
    req: ListTagsForResourceInput,
) -> Result<ListTagsForResourceResponse> {
    let pool = caller.identity_pool(&tags::pool_id(&caller, &req.resource_arn)?).await?;
    Ok(ListTagsForResourceResponse { tags: Some(pool.settings.tags.clone()) })
}
