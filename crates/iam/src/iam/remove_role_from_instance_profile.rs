//! # RemoveRoleFromInstanceProfile
//!
//! Takes the role out of an instance profile.
//!
//! Caller: an IAM principal allowed `iam:RemoveRoleFromInstanceProfile` on the profile.
//!
//! Changes: the profile has no role. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown profile or role (NoSuchEntity); a role that a service owns
//! (UnmodifiableEntity); the role is not in the profile (NoSuchEntity); others kept changing the
//! profile meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::RemoveRoleFromInstanceProfileRequest;
use cognate_store::records::iam_link::Relation;

use crate::entities::Whose;
use crate::{faults, profiles, roles};

pub async fn remove_role_from_instance_profile(
    caller: Admin,
    req: RemoveRoleFromInstanceProfileRequest,
) -> Result<()> {
    for _ in 0..TRIES {
        let profile = Whose::InstanceProfile(&req.instance_profile_name).found(&caller).await?;
        let role = Whose::Role(&req.role_name).found(&caller).await?;
        roles::modifiable(&role)?;
        let (of, name) = (entity::name(&profile), entity::name(&role));
        if profiles::role_of(&caller, &profile).await?.as_ref() != Some(&role.id) {
            let text = format!("Role {name} in Instance Profile {of} cannot be found.");
            return Err(faults::no_such_entity(text));
        }
        let change = Change::new(&caller).update(&profile);
        let change = change.unlink(Relation::ProfileRole, &profile, &role.id);
        let target = format!("instance profile {of}: role {name}");
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
