//! # DeleteServiceLinkedRole
//!
//! Deletes a role that a service owns, and names a task that `GetServiceLinkedRoleDeletionStatus`
//! knows.
//!
//! Caller: an IAM principal allowed `iam:DeleteServiceLinkedRole` on the role.
//!
//! Changes: the role is gone when the answer comes. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role, or one that no service owns (NoSuchEntity); others kept changing
//! the role meanwhile (Throttling).
//!
//! Differences from AWS: the task is done at once and cannot fail, because nothing here rests on these
//! roles.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::{DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse};
use cognate_store::records::{iam_link, last_use};

use crate::entities::Whose;
use crate::{faults, linked_roles, roles};

pub async fn delete_service_linked_role(
    caller: Admin,
    req: DeleteServiceLinkedRoleRequest,
) -> Result<DeleteServiceLinkedRoleResponse> {
    for _ in 0..TRIES {
        let role = Whose::Role(&req.role_name).found(&caller).await?;
        if roles::modifiable(&role).is_ok() {
            let text = format!("The role {} is not linked to a service.", entity::name(&role));
            return Err(faults::no_such_entity(text));
        }
        let mut change = Change::new(&caller).delete(&role).with(last_use::delete(&role.id));
        for link in iam_link::of_holder(caller.store(), &role.id).await? {
            change = change.unlink(link.relation, &role, &link.target);
        }
        let target = format!("role {}", entity::name(&role));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            let deletion_task_id = linked_roles::task(&caller, &role).await?;
            return Ok(DeleteServiceLinkedRoleResponse { deletion_task_id });
        }
    }
    Err(Error::too_many_requests())
}
