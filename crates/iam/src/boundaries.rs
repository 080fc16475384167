//! Permissions boundaries of users and roles: managed policies that limit all their others.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Cx, Error, Result};
use cognate_shapes::iam::{AttachedPermissionsBoundary, PermissionsBoundaryAttachmentType};
use cognate_store::records::iam_entity::Entity;
use cognate_store::records::iam_link::{self, Relation};

use crate::attachments::Target;
use crate::entities::{Whose, policy_name};
use crate::{faults, roles};

/// The text about a policy that cannot be a boundary.
pub fn not_a_boundary(policy_arn: &str) -> String {
    format!("Scope ARN: {policy_arn} does not exist or is not attachable.")
}

/// Sets the boundary, in place of another.
///
/// Errors, in order: an ARN that is none (`InvalidInput`); an unknown user or role; a role that a service
/// owns (`UnmodifiableEntity`); an unknown policy (`NoSuchEntity`).
pub async fn put(caller: &Admin, whose: Whose<'_>, policy_arn: &str) -> Result<()> {
    policy_name(policy_arn)?;
    for _ in 0..TRIES {
        let holder = whose.found(caller).await?;
        roles::modifiable(&holder)?;
        let target = Target::find(caller, policy_arn).await?;
        let unknown = || faults::no_such_entity(not_a_boundary(policy_arn));
        let target = target.ok_or_else(unknown)?;
        let before = of(caller, &holder).await?;
        if before.as_deref() == Some(policy_arn) {
            return Ok(());
        }
        let mut change = Change::new(caller).update(&holder);
        if let Some(before) = &before {
            change = change.unlink(Relation::Boundary, &holder, before);
        }
        let change = change.link(Relation::Boundary, &holder, policy_arn, target.entity());
        let target = format!("{} {}: {policy_arn}", whose.word(), entity::name(&holder));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}

/// Takes the boundary away, if there is one.
///
/// Errors, in order: an unknown user or role; a role that a service owns (`UnmodifiableEntity`).
pub async fn delete(caller: &Admin, whose: Whose<'_>) -> Result<()> {
    for _ in 0..TRIES {
        let holder = whose.found(caller).await?;
        roles::modifiable(&holder)?;
        let Some(before) = of(caller, &holder).await? else { return Ok(()) };
        let change =
            Change::new(caller).update(&holder).unlink(Relation::Boundary, &holder, &before);
        let target = format!("{} {}: {before}", whose.word(), entity::name(&holder));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}

/// The ARN of the holder's boundary.
pub async fn of(cx: &Cx, holder: &Entity) -> Result<Option<String>> {
    let links = iam_link::of_holder(cx.store(), &holder.id).await?;
    Ok(links.into_iter().find(|link| link.relation == Relation::Boundary).map(|link| link.target))
}

/// The boundary as answers show it.
pub fn shown(policy_arn: Option<String>) -> Option<AttachedPermissionsBoundary> {
    policy_arn.map(|policy_arn| AttachedPermissionsBoundary {
        permissions_boundary_type: Some(
            PermissionsBoundaryAttachmentType::PermissionsBoundaryPolicy,
        ),
        permissions_boundary_arn: Some(policy_arn),
    })
}
