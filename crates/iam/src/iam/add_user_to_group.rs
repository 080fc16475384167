//! # AddUserToGroup
//!
//! Makes a user a member of a group. One who is a member stays so.
//!
//! Caller: an IAM principal allowed `iam:AddUserToGroup` on the group.
//!
//! Changes: the membership, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown group, an unknown user (NoSuchEntity); the user is in ten groups
//! (LimitExceeded); others kept changing user or group meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::AddUserToGroupRequest;
use cognate_store::records::iam_link::Relation;

use crate::entities::Whose;
use crate::{faults, groups};

pub async fn add_user_to_group(caller: Admin, req: AddUserToGroupRequest) -> Result<()> {
    for _ in 0..TRIES {
        let group = Whose::Group(&req.group_name).found(&caller).await?;
        let user = Whose::User(&req.user_name).found(&caller).await?;
        let in_groups = groups::of_user(&caller, &user).await?;
        if in_groups.contains(&group.id) {
            return Ok(());
        }
        if in_groups.len() >= groups::PER_USER_MAX {
            return Err(faults::quota("GroupsPerUser", groups::PER_USER_MAX));
        }
        let change = Change::new(&caller).update(&user).link(
            Relation::Member,
            &user,
            &group.id,
            Some(&group),
        );
        let target = format!("user {} in group {}", entity::name(&user), entity::name(&group));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
