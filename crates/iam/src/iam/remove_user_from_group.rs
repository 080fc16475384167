//! # RemoveUserFromGroup
//!
//! Ends the membership of a user in a group.
//!
//! Caller: an IAM principal allowed `iam:RemoveUserFromGroup` on the group.
//!
//! Changes: the membership, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown group, an unknown user, one who is no member (NoSuchEntity); others kept
//! changing the user meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::RemoveUserFromGroupRequest;
use cognate_store::records::iam_link::Relation;

use crate::entities::Whose;
use crate::{faults, groups};

pub async fn remove_user_from_group(caller: Admin, req: RemoveUserFromGroupRequest) -> Result<()> {
    for _ in 0..TRIES {
        let group = Whose::Group(&req.group_name).found(&caller).await?;
        let user = Whose::User(&req.user_name).found(&caller).await?;
        if !groups::of_user(&caller, &user).await?.contains(&group.id) {
            let text = format!("User {} not in group {}", req.user_name, req.group_name);
            return Err(faults::no_such_entity(text));
        }
        let change = Change::new(&caller).update(&user).unlink(Relation::Member, &user, &group.id);
        let target = format!("user {} in group {}", entity::name(&user), entity::name(&group));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
