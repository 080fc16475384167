//! # UntagResource
//!
//! Removes tags from an identity pool. Keys that it does not have are ignored.
//!
//! Caller: an IAM principal allowed `cognito-identity:UntagResource` on the pool.
//!
//! Changes: the pool's tags. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN that is no identity pool's (InvalidParameterException); unknown pool
//! (ResourceNotFoundException); others kept changing the pool meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_domain::identity_pool as rules;
use cognate_shapes::identity::{UntagResourceInput, UntagResourceResponse};

use crate::change::change;
use crate::tags;

pub async fn untag_resource(
    caller: Admin,
    req: UntagResourceInput,
) -> Result<UntagResourceResponse> {
    let id = tags::pool_id(&caller, &req.resource_arn)?;
    change(&caller, &id, |pool| Ok((rules::remove_tags(&pool.document, &req.tag_keys), ())))
        .await?;
    Ok(UntagResourceResponse {})
}
