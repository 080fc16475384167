//! # UpdateGroup
//!
//! Changes description, role and precedence of a group. What is left out stays as it is.
//!
//! Caller: an IAM principal allowed `cognito-idp:UpdateGroup` on the pool, and `iam:PassRole` on the role.
//!
//! Changes: the group; tokens say so from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a role that the caller may not pass (AccessDeniedException); unknown pool; unknown group; a precedence above 2^31-1
//! (InvalidParameterException); others kept changing the group meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: the role is not looked up.

use cognate_core::{Admin, Error, Result, audit, configuration};
use cognate_domain::group::Settings;
use cognate_shapes::idp::{UpdateGroupRequest, UpdateGroupResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::group::{self, Group};

use crate::{groups, pools, roles};

pub async fn update_group(caller: Admin, req: UpdateGroupRequest) -> Result<UpdateGroupResponse> {
    roles::pass(&caller, req.role_arn.as_deref()).await?;
    let pool = caller.pool(&req.user_pool_id).await?;
    let given =
        Settings { description: req.description, role: req.role_arn, precedence: req.precedence };
    for _ in 0..pools::TRIES {
        let before = groups::found(&caller, &pool, &req.group_name).await?;
        let after = changed(before.clone(), given.clone(), caller.now_ms())?;
        let batch = Batch::new().with(group::update(&after, before.version)).with(audit::event(
            &caller,
            &caller.principal,
            Some(&pool.id),
            &after.name,
        ));
        let changes = [configuration::group(&caller, pool.key, after.uid)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => {
                return Ok(UpdateGroupResponse { group: Some(groups::group_type(&pool, &after)) });
            }
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}

fn changed(group: Group, given: Settings, now_ms: i64) -> Result<Group> {
    let Group { description, role, precedence, .. } = group.clone();
    let Settings { description, role, precedence } =
        Settings { description, role, precedence }.update(given)?;
    Ok(Group { description, role, precedence, modified: now_ms, ..group })
}
