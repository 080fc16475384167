//! # UntagResource
//!
//! Removes tags from a user pool. Keys that it does not have are ignored.
//!
//! Caller: an IAM principal allowed `cognito-idp:UntagResource` on the pool.
//!
//! Changes: the pool's tags. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN that is no user pool's (InvalidParameterException); unknown pool; others
//! kept changing the pool meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result, audit, configuration};
use cognate_domain::pool;
use cognate_shapes::idp::{UntagResourceRequest, UntagResourceResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::user_pool;

use crate::{pools, tags};

pub async fn untag_resource(
    caller: Admin,
    req: UntagResourceRequest,
) -> Result<UntagResourceResponse> {
    for _ in 0..pools::TRIES {
        let pool = tags::pool(&caller, &req.resource_arn).await?;
        let document = pool::untag(&pool, &req.tag_keys);
        let after = pools::changed(&pool, document, caller.now_ms())?;
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &pool.id);
        let batch = Batch::new().with(user_pool::update(&after, pool.version)).with(event);
        let changes = [configuration::user_pool(&caller, &pool.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => return Ok(UntagResourceResponse {}),
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
