//! # DeleteGroup
//!
//! Deletes a group, however large, and with it every membership. Users stay.
//!
//! Caller: an IAM principal allowed `cognito-idp:DeleteGroup` on the pool.
//!
//! Changes: the group is gone, from lists at once and from tokens that are issued from now on. A job
//! removes the rows of its members. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown group.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit, configuration, jobs};
use cognate_domain::group as rules;
use cognate_shapes::idp::DeleteGroupRequest;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::group;

use crate::groups;

pub async fn delete_group(caller: Admin, req: DeleteGroupRequest) -> Result<()> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let group = groups::found(&caller, &pool, &req.group_name).await?;
    let batch = Batch::new()
        .with(group::delete(pool.key, group.uid))
        .with(jobs::delete_group(caller.random(), pool.key, group.uid, caller.now_ms()))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), &group.name));
    let changes = [configuration::group(&caller, pool.key, group.uid)];
    match configuration::write(&caller, batch, &changes).await? {
        Outcome::Committed => Ok(()),
        Outcome::Unmet(_) => Err(rules::not_found().into()),
    }
}
