//! # AdminRemoveUserFromGroup
//!
//! Ends a user's membership of a group. Nothing happens when they are no member.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminRemoveUserFromGroup` on the pool.
//!
//! Changes: the membership, on both sides; tokens say so from the next sign-in or refresh on. An audit
//! row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; unknown group; others kept changing the user
//! meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result, audit, users};
use cognate_shapes::idp::AdminRemoveUserFromGroupRequest;
use cognate_store::batch::Outcome;
use cognate_store::records::member;

use crate::groups;

pub async fn admin_remove_user_from_group(
    caller: Admin,
    req: AdminRemoveUserFromGroupRequest,
) -> Result<()> {
    let pool = caller.pool(&req.user_pool_id).await?;
    for _ in 0..users::TRIES {
        let user = caller.user(&pool, &req.username).await?;
        let group = groups::found(&caller, &pool, &req.group_name).await?;
        if !user.groups.contains(&group.uid) {
            return Ok(());
        }
        let mut after = user.clone();
        after.groups.retain(|uid| *uid != group.uid);
        let mut batch = users::batch(users::update(&pool, &user, &after));
        batch.push(member::delete(pool.key, group.uid, user.sub));
        let target = groups::membership(&user, &group);
        batch.push(audit::event(&caller, &caller.principal, Some(&pool.id), &target));
        match caller.store().write(batch).await? {
            Outcome::Committed => return Ok(()),
            // Somebody changed or deleted the user: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
