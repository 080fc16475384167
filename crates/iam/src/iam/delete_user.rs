//! # DeleteUser
//!
//! Deletes a user who has nothing left.
//!
//! Caller: an IAM principal allowed `iam:DeleteUser` on the user.
//!
//! Changes: the user is gone. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown user (NoSuchEntity); access keys, MFA devices, groups, attached
//! policies, inline policies (DeleteConflict); others kept changing the user meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::DeleteUserRequest;
use cognate_store::records::iam_link::{self, Relation};

use crate::entities::Whose;
use crate::users::Meant;
use crate::{deletion, faults, groups};

pub async fn delete_user(caller: Admin, req: DeleteUserRequest) -> Result<()> {
    for _ in 0..TRIES {
        let found = Whose::User(&req.user_name).found(&caller).await?;
        let user = Meant::User(found.clone());
        let conflict = |text| Err(faults::delete_conflict(text));
        if !user.keys(&caller).await?.is_empty() {
            return conflict("Cannot delete entity, must delete access keys first.");
        }
        if iam_link::count(caller.store(), Relation::MfaOf, &found.id, 1).await? > 0 {
            return conflict("Cannot delete entity, must delete MFA device first.");
        }
        if !groups::of_user(&caller, &found).await?.is_empty() {
            return conflict("Cannot delete entity, must remove users from group first.");
        }
        deletion::without_policies(&caller, &found).await?;
        let change = deletion::without_boundary(&caller, &found).await?.delete(&found);
        let target = format!("user {}", entity::name(&found));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
