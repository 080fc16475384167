//! # AddRoleToInstanceProfile
//!
//! Puts a role into an instance profile, which holds one.
//!
//! Caller: an IAM principal allowed `iam:AddRoleToInstanceProfile` on the profile, and `iam:PassRole`
//! on the role for `ec2.amazonaws.com`.
//!
//! Changes: the profile has the role. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown profile or role (NoSuchEntity); a role that a service owns
//! (UnmodifiableEntity); the profile has this role (EntityAlreadyExists), or another one
//! (LimitExceeded); others kept changing one of them meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::AddRoleToInstanceProfileRequest;
use cognate_store::records::iam_link::Relation;

use crate::entities::Whose;
use crate::{faults, profiles, roles};

pub async fn add_role_to_instance_profile(
    caller: Admin,
    req: AddRoleToInstanceProfileRequest,
) -> Result<()> {
    for _ in 0..TRIES {
        let profile = Whose::InstanceProfile(&req.instance_profile_name).found(&caller).await?;
        let role = Whose::Role(&req.role_name).found(&caller).await?;
        roles::modifiable(&role)?;
        let (of, name) = (entity::name(&profile), entity::name(&role));
        match profiles::role_of(&caller, &profile).await? {
            Some(id) if id == role.id => {
                let text = format!("Role {name} is in Instance Profile {of} already.");
                return Err(faults::already_exists(text));
            }
            Some(_) => return Err(faults::quota("InstanceSessionsPerInstanceProfile", 1)),
            None => {}
        }
        let relation = Relation::ProfileRole;
        let change = Change::new(&caller).update(&profile);
        let change = change.link(relation, &profile, &role.id, Some(&role));
        let target = format!("instance profile {of}: role {name}");
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
