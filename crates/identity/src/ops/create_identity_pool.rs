//! # CreateIdentityPool
//!
//! Creates an identity pool in the region of the request. It has no roles yet: nobody gets credentials
//! before SetIdentityPoolRoles.
//!
//! Caller: an IAM principal allowed `cognito-identity:CreateIdentityPool`.
//!
//! Changes: the pool. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: settings against the rules (InvalidParameterException); more user pools than a pool
//! may have, as many pools as there may be (LimitExceededException).
//!
//! Differences from AWS: providers must have the form of a provider's name or ARN, and are not looked up;
//! only the six known social providers are accepted.

use cognate_core::{Admin, Error, Result, audit, configuration, document, identity_pools};
use cognate_domain::identity_pool::{self as rules, Head};
use cognate_domain::{id, refusal};
use cognate_shapes::identity::{CreateIdentityPoolInput, IdentityPool};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::identity_pool;

use crate::{change, pools};

pub async fn create_identity_pool(
    caller: Admin,
    req: CreateIdentityPoolInput,
) -> Result<IdentityPool> {
    let limits = &caller.config().limits;
    let user_pools_max = limits.user_pools_per_identity_pool_max;
    let document = rules::create(&document::of(&req), pools::site(&caller), user_pools_max)?;
    if identity_pool::count(caller.store(), limits.identity_pools_max).await?
        >= limits.identity_pools_max
    {
        return Err(refusal::limit_exceeded("Maximum number of identity pools exceeded.").into());
    }
    for _ in 0..change::TRIES {
        let now_ms = caller.now_ms();
        let region = caller.occurrence.region.clone();
        let head = Head {
            // Positive: keys are compared, and 0 is the installation.
            key: (i64::from_be_bytes(caller.random().array()) & i64::MAX).max(1),
            id: rules::id(&region, &id::version_4(caller.random().array())),
            region,
            version: 1,
            created: now_ms,
            modified: now_ms,
            deleting: false,
        };
        let pool_id = head.id.clone();
        let batch = Batch::new()
            .with(identity_pools::insert(&caller, head, &document).await?)
            .with(audit::event(&caller, &caller.principal, None, &pool_id));
        let changes = [configuration::identity_pool(&caller, &pool_id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => return pools::shown(&pool_id, &document),
            // The id or the key is in use: draw again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::internal("no free identity pool id was drawn"))
}
