//! # DeleteInstanceProfile
//!
//! Deletes an instance profile that has no role.
//!
//! Caller: an IAM principal allowed `iam:DeleteInstanceProfile` on the profile.
//!
//! Changes: the profile is gone. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown profile (NoSuchEntity); it has a role (DeleteConflict); others kept
//! changing the profile meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::DeleteInstanceProfileRequest;

use crate::entities::Whose;
use crate::{faults, profiles};

pub async fn delete_instance_profile(
    caller: Admin,
    req: DeleteInstanceProfileRequest,
) -> Result<()> {
    for _ in 0..TRIES {
        let profile = Whose::InstanceProfile(&req.instance_profile_name).found(&caller).await?;
        if profiles::role_of(&caller, &profile).await?.is_some() {
            let text = "Cannot delete entity, must remove roles from instance profile first.";
            return Err(faults::delete_conflict(text));
        }
        let change = Change::new(&caller).delete(&profile);
        let target = format!("instance profile {}", entity::name(&profile));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
