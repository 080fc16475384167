//! # TagResource
//!
//! Adds tags to an identity pool, and replaces the values of those it has.
//!
//! Caller: an IAM principal allowed `cognito-identity:TagResource` on the pool.
//!
//! Changes: the pool's tags. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN that is no identity pool's (InvalidParameterException); unknown pool
//! (ResourceNotFoundException); more than 50 tags, a key that begins with `aws:`
//! (InvalidParameterException); others kept changing the pool meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_domain::identity_pool as rules;
use cognate_shapes::identity::{TagResourceInput, TagResourceResponse};

use crate::change::change;
use crate::tags;

pub async fn tag_resource(caller: Admin, req: TagResourceInput) -> Result<TagResourceResponse> {
    let id = tags::pool_id(&caller, &req.resource_arn)?;
    change(&caller, &id, |pool| Ok((rules::merge_tags(&pool.document, &req.tags)?, ()))).await?;
    Ok(TagResourceResponse {})
}
