//! # DeleteIdentityPool
//!
//! Deletes a pool with its identities and their logins. It is gone when this answers, however large it
//! was; a job sweeps the rows. Credentials that were given stay good until they expire.
//!
//! Caller: an IAM principal allowed `cognito-identity:DeleteIdentityPool` on the pool.
//!
//! Changes: the pool and everything in it. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException); others kept changing the pool meanwhile
//! (TooManyRequestsException).
//!
//! Differences from AWS: tokens of the pool are refused by STS at once.

use cognate_core::{Admin, Result, audit, configuration, jobs};
use cognate_shapes::identity::DeleteIdentityPoolInput;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::identity_pool;

use crate::change;

pub async fn delete_identity_pool(caller: Admin, req: DeleteIdentityPoolInput) -> Result<()> {
    for _ in 0..change::TRIES {
        let pool = caller.identity_pool(&req.identity_pool_id).await?;
        let now_ms = caller.now_ms();
        let batch = Batch::new()
            .with(identity_pool::mark_deleting(pool.id(), pool.head.version, now_ms))
            .with(jobs::delete_identity_pool(caller.random(), pool.id(), pool.key(), now_ms))
            .with(audit::event(&caller, &caller.principal, None, pool.id()));
        let changes = [configuration::identity_pool(&caller, pool.id())];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => return Ok(()),
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(change::busy(&caller))
}
