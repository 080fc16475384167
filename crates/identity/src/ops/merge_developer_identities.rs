//! # MergeDeveloperIdentities
//!
//! Makes one identity of those of two developer's user identifiers: the logins of the source move to the
//! destination's identity, and the source's is disabled.
//!
//! Caller: an IAM principal allowed `cognito-identity:MergeDeveloperIdentities` on the pool.
//!
//! Changes: both identities and the source's logins. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException); another developer provider than the
//! pool's (InvalidParameterException); an identifier that nobody has (ResourceNotFoundException); both
//! have a login of one public provider, or more logins together than an identity may have
//! (ResourceConflictException); others kept changing the identities meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result};
use cognate_domain::identity_pool::{self as rules, Flow};
use cognate_shapes::identity::{MergeDeveloperIdentitiesInput, MergeDeveloperIdentitiesResponse};

use crate::developer;
use crate::settle::{Call, TRIES, written};

pub async fn merge_developer_identities(
    caller: Admin,
    req: MergeDeveloperIdentitiesInput,
) -> Result<MergeDeveloperIdentitiesResponse> {
    let pool = caller.identity_pool(&req.identity_pool_id).await?;
    developer::check_name(&pool, &req.developer_provider_name)?;
    let max = caller.config().limits.logins_per_identity_max;
    let principal = Some(&caller.principal);
    let call = Call { pool: &pool, flow: Flow::Developer, principal };
    for _ in 0..TRIES {
        let source = developer::find(&caller, &pool, &req.source_user_identifier).await?;
        let destination = developer::find(&caller, &pool, &req.destination_user_identifier).await?;
        let decision = rules::merge(&destination.held(), &source.held(), max)?;
        if let Some(id) = written(&caller, call, &decision, &[destination, source]).await? {
            let identity_id = Some(rules::id(&pool.head.region, &id));
            return Ok(MergeDeveloperIdentitiesResponse { identity_id });
        }
    }
    Err(Error::too_many_requests())
}
