//! # DeleteRole
//!
//! Deletes a role. Its sessions are worth nothing from then on.
//!
//! Caller: an IAM principal allowed `iam:DeleteRole` on the role.
//!
//! Changes: the role is gone. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role (NoSuchEntity); a role that a service owns (UnmodifiableEntity); it
//! is in an instance profile, has policies attached, or has inline policies (DeleteConflict); others
//! kept changing the role meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::DeleteRoleRequest;
use cognate_store::records::iam_link::{self, Relation};
use cognate_store::records::last_use;

use crate::entities::Whose;
use crate::{deletion, faults, roles};

pub async fn delete_role(caller: Admin, req: DeleteRoleRequest) -> Result<()> {
    for _ in 0..TRIES {
        let role = Whose::Role(&req.role_name).found(&caller).await?;
        roles::modifiable(&role)?;
        let profiles = iam_link::count(caller.store(), Relation::ProfileRole, &role.id, 1).await?;
        if profiles > 0 {
            let text = "Cannot delete entity, must remove roles from instance profile first.";
            return Err(faults::delete_conflict(text));
        }
        deletion::without_policies(&caller, &role).await?;
        let change = deletion::without_boundary(&caller, &role).await?;
        let change = change.delete(&role).with(last_use::delete(&role.id));
        let target = format!("role {}", entity::name(&role));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
