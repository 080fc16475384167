//! # AdminDeleteUser
//!
//! Deletes a user.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminDeleteUser` on the pool.
//!
//! Changes: the user is gone with sign-in names, search rows and attempt counter; names are free at
//! once, tokens dead at once. What else hangs on the user is removed by a job. An audit row; the
//! pool's count.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit, jobs, users};
use cognate_shapes::idp::AdminDeleteUserRequest;
use cognate_store::batch::Outcome;

pub async fn admin_delete_user(caller: Admin, req: AdminDeleteUserRequest) -> Result<()> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let mut moved = "";
    for _ in 0..users::TRIES {
        let user = caller.user(&pool, &req.username).await?;
        let mut batch = users::batch(users::delete(&pool, &user));
        batch.push(jobs::delete_user(pool.key, user.sub, caller.now_ms()));
        batch.push(audit::event(&caller, &caller.principal, Some(&pool.id), &user.username));
        match caller.store().write(batch).await? {
            Outcome::Committed => {
                caller.counts().add(pool.key, -1);
                return Ok(());
            }
            Outcome::Unmet(what) => moved = what,
        }
    }
    Err(users::moved(moved))
}
