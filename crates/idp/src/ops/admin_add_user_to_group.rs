//! # AdminAddUserToGroup
//!
//! Makes a user a member of a group. Nothing happens when they are one.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminAddUserToGroup` on the pool.
//!
//! Changes: the membership, on both sides; tokens say so from the next sign-in or refresh on. An audit
//! row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; unknown group; the user is in 100 groups
//! (InvalidParameterException); others kept changing the user meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: for a user in 100 groups the error is InvalidParameterException, because the
//! operation declares no LimitExceededException; what AWS does then is not known.

use cognate_core::{Admin, Error, Result, audit, users};
use cognate_domain::group as rules;
use cognate_shapes::idp::AdminAddUserToGroupRequest;
use cognate_store::batch::Outcome;
use cognate_store::records::{group, member};

use crate::groups;

pub async fn admin_add_user_to_group(caller: Admin, req: AdminAddUserToGroupRequest) -> Result<()> {
    let pool = caller.pool(&req.user_pool_id).await?;
    for _ in 0..users::TRIES {
        let user = caller.user(&pool, &req.username).await?;
        let group = groups::found(&caller, &pool, &req.group_name).await?;
        let live = caller.groups_of(&user).await?;
        let is_live = |uid: &[u8; 16]| live.iter().any(|group| group.uid == *uid);
        let Some(joined) = rules::join(&user, group.uid, &is_live)? else { return Ok(()) };
        let mut after = user.clone();
        after.groups = joined;
        let mut batch = users::batch(users::update(&pool, &user, &after));
        batch.push(group::check_present(pool.key, group.uid));
        batch.push(member::insert(pool.key, group.uid, user.sub, caller.now_ms()));
        let target = groups::membership(&user, &group);
        batch.push(audit::event(&caller, &caller.principal, Some(&pool.id), &target));
        match caller.store().write(batch).await? {
            Outcome::Committed => return Ok(()),
            // Somebody changed the user, or deleted one of the two: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
