//! # DeleteUser
//!
//! Deletes the signed-in user.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the user is gone with sign-in names, search rows and attempt counter; names are free at
//! once, tokens dead at once. What else hangs on the user is removed by a job. The pool's count.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user.
//!
//! Differences from AWS: none known.

use cognate_core::{Result, SignedIn, jobs, users};
use cognate_shapes::idp::DeleteUserRequest;
use cognate_store::batch::Outcome;

use crate::standing::{self, may_act};

pub async fn delete_user(caller: SignedIn, _: DeleteUserRequest) -> Result<()> {
    let pool = &caller.pool;
    let mut user = caller.user.clone();
    let mut moved = "";
    for _ in 0..users::TRIES {
        may_act(&user)?;
        let mut batch = users::batch(users::delete(pool, &user));
        batch.push(jobs::delete_user(pool.key, user.sub, caller.now_ms()));
        match caller.store().write(batch).await? {
            Outcome::Committed => {
                caller.counts().add(pool.key, -1);
                return Ok(());
            }
            Outcome::Unmet(what) => moved = what,
        }
        user = standing::again(&caller).await?;
    }
    Err(users::moved(moved))
}
