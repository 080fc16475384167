//! # DeleteGroup
//!
//! Deletes a group without members and policies.
//!
//! Caller: an IAM principal allowed `iam:DeleteGroup` on the group.
//!
//! Changes: the group is gone. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown group (NoSuchEntity); members, attached policies, inline policies
//! (DeleteConflict); others kept changing the group meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::DeleteGroupRequest;
use cognate_store::records::iam_link::{self, Relation};

use crate::entities::Whose;
use crate::{deletion, faults};

pub async fn delete_group(caller: Admin, req: DeleteGroupRequest) -> Result<()> {
    for _ in 0..TRIES {
        let group = Whose::Group(&req.group_name).found(&caller).await?;
        if iam_link::count(caller.store(), Relation::Member, &group.id, 1).await? > 0 {
            let text = "Cannot delete entity, must remove users from group first.";
            return Err(faults::delete_conflict(text));
        }
        deletion::without_policies(&caller, &group).await?;
        let change = Change::new(&caller).delete(&group);
        let target = format!("group {}", entity::name(&group));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
