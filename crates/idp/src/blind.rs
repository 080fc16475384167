//! Changes of a user that need not know what the user is like: enable, disable, sign out.

use cognate_core::{Admin, Result, audit, users};
use cognate_domain::{User, refusal};
use cognate_store::batch::{Outcome, Statement};

/// Finds the user, and commits the change with its audit row. Such a change is not conditional on
/// the row as read: unmet means that the user was deleted meanwhile.
pub async fn change(
    caller: &Admin,
    pool_id: &str,
    username: &str,
    statement: impl FnOnce(&User) -> Statement,
) -> Result<()> {
    let pool = caller.pool(pool_id).await?;
    let user = caller.user(&pool, username).await?;
    let event = audit::event(caller, &caller.principal, Some(&pool.id), &user.username);
    let batch = users::batch(vec![statement(&user), event]);
    match caller.store().write(batch).await? {
        Outcome::Committed => Ok(()),
        Outcome::Unmet(_) => Err(refusal::user_not_found("User does not exist.").into()),
    }
}
