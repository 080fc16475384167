//! # DeleteUserPool
//!
//! Deletes a pool with everything in it. It is gone when this answers, however large it was: nobody
//! signs in, no token of it verifies, its JWKS is not served. A job sweeps the rows.
//!
//! Caller: an IAM principal allowed `cognito-idp:DeleteUserPool` on the pool.
//!
//! Changes: the pool; its data key is destroyed, and with it all that it sealed (KEY-5).
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; deletion protection is active, a domain exists
//! (InvalidParameterException); an import of users runs (UserImportInProgressException); others kept changing the pool meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: AWS can bring a pool back for 14 days; here it is lost at once, except in
//! backups.

use cognate_core::{Admin, Error, Result, audit, configuration, imports, jobs};
use cognate_shapes::idp::DeleteUserPoolRequest;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{data_key, import_job, user_pool};

use crate::pools;

pub async fn delete_user_pool(caller: Admin, req: DeleteUserPoolRequest) -> Result<()> {
    for _ in 0..pools::TRIES {
        let pool = caller.pool(&req.user_pool_id).await?;
        if pool.rules.deletion_protection {
            return Err(Error::invalid_parameter(
                "The user pool cannot be deleted because deletion protection is activated. \
                 Deletion protection must be inactivated first.",
            ));
        }
        if !caller.domains_of(&pool).await?.is_empty() {
            return Err(Error::invalid_parameter(
                "User pool cannot be deleted. It has a domain configured that should be deleted \
                 first.",
            ));
        }
        let now_ms = caller.now_ms();
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &pool.id);
        let batch = Batch::new()
            .with(data_key::delete_all(pool.key))
            .with(import_job::check_none_runs(pool.key))
            .with(user_pool::mark_deleting(&pool.id, pool.version, now_ms))
            .with(jobs::delete_pool(caller.random(), &pool.id, pool.key, now_ms))
            .with(event);
        let changes = [
            configuration::user_pool(&caller, &pool.id),
            configuration::data_key(&caller, pool.key),
        ];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => return Ok(()),
            Outcome::Unmet(import_job::RUNNING) => return Err(imports::in_progress().into()),
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
