//! # CreateGroup
//!
//! Creates a group without members. Names are unique in the pool, and case counts. A group of a name
//! that a deleted one had starts empty, too.
//!
//! Caller: an IAM principal allowed `cognito-idp:CreateGroup` on the pool, and `iam:PassRole` on the role.
//!
//! Changes: the group. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a role that the caller may not pass (AccessDeniedException); unknown pool; a precedence above 2^31-1 (InvalidParameterException); the pool has
//! as many groups as it may have (LimitExceededException); the name is taken (GroupExistsException).
//!
//! Differences from AWS: the role is not looked up.

use cognate_core::{Admin, Result, audit, configuration, pools::not_found};
use cognate_domain::group::{self as rules, Settings};
use cognate_domain::id;
use cognate_shapes::idp::{CreateGroupRequest, CreateGroupResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::group::{self, Group};
use cognate_store::records::user_pool;

use crate::{groups, roles};

pub async fn create_group(caller: Admin, req: CreateGroupRequest) -> Result<CreateGroupResponse> {
    roles::pass(&caller, req.role_arn.as_deref()).await?;
    let pool = caller.pool(&req.user_pool_id).await?;
    let settings =
        Settings { description: req.description, role: req.role_arn, precedence: req.precedence };
    let Settings { description, role, precedence } = settings.accept()?;
    let max = caller.config().limits.groups_per_pool_max;
    rules::room_for_another(group::count(caller.store(), pool.key, max).await?, max)?;
    let now_ms = caller.now_ms();
    let group = Group {
        pool: pool.key,
        uid: id::version_4(caller.random().array()),
        name: req.group_name,
        description,
        role,
        precedence,
        created: now_ms,
        modified: now_ms,
        version: 1,
    };
    let batch = Batch::new()
        .with(user_pool::check_live(&pool.id))
        .with(group::insert(&group))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), &group.name));
    let changes = [configuration::group(&caller, pool.key, group.uid)];
    match configuration::write(&caller, batch, &changes).await? {
        Outcome::Committed => {
            Ok(CreateGroupResponse { group: Some(groups::group_type(&pool, &group)) })
        }
        Outcome::Unmet("user_pool.live") => Err(not_found(&pool.id)),
        Outcome::Unmet(_) => Err(rules::exists().into()),
    }
}
