//! # TagResource
//!
//! Adds tags to a user pool, and replaces the values of those it has.
//!
//! Caller: an IAM principal allowed `cognito-idp:TagResource` on the pool.
//!
//! Changes: the pool's tags. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN that is no user pool's (InvalidParameterException); unknown pool; more
//! than 50 tags, a key that begins with `aws:` (InvalidParameterException); others kept changing the
//! pool meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result, audit, configuration};
use cognate_domain::pool;
use cognate_shapes::idp::{TagResourceRequest, TagResourceResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::user_pool;

use crate::{pools, tags};

pub async fn tag_resource(caller: Admin, req: TagResourceRequest) -> Result<TagResourceResponse> {
    for _ in 0..pools::TRIES {
        let pool = tags::pool(&caller, &req.resource_arn).await?;
        let document = pool::tag(&pool, &tags::map(&req.tags))?;
        let after = pools::changed(&pool, document, caller.now_ms())?;
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &pool.id);
        let batch = Batch::new().with(user_pool::update(&after, pool.version)).with(event);
        let changes = [configuration::user_pool(&caller, &pool.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => return Ok(TagResourceResponse {}),
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
