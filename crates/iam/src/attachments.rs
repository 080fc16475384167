//! Managed policies of users, roles and groups.

use cognate_core::config::Iam;
use cognate_core::iam::{Change, Done, TRIES, arn, aws, entity};
use cognate_core::{Admin, Cx, Error, Result};
use cognate_shapes::iam::AttachedPolicy;
use cognate_store::records::iam_entity::{self, Entity, Kind};
use cognate_store::records::iam_link::{self, Relation};

use crate::entities::{Whose, policy_name};
use crate::faults;
use crate::paging::{Asked, Page};
use crate::roles;

/// A managed policy that somebody can hold.
pub enum Target {
    Aws,
    Customers(Entity),
}

impl Target {
    /// None when there is no such policy. An ARN that is none: `InvalidInput`.
    pub async fn find(cx: &Cx, policy_arn: &str) -> Result<Option<Target>> {
        let (account, name) = policy_name(policy_arn)?;
        if account == aws::ACCOUNT {
            return Ok(aws::policy(cx.config(), policy_arn).map(|_| Target::Aws));
        }
        let found = iam_entity::find(cx.store(), Kind::Policy, name).await?;
        let own = &cx.config().account;
        Ok(found.filter(|found| entity::arn(own, found) == policy_arn).map(Target::Customers))
    }

    /// What a new link touches.
    pub fn entity(&self) -> Option<&Entity> {
        match self {
            Target::Aws => None,
            Target::Customers(entity) => Some(entity),
        }
    }
}

/// Attaches a policy; one that is attached already stays so.
///
/// Errors, in order: an ARN that is none (`InvalidInput`); an unknown user, role or group; a role that a
/// service owns (`UnmodifiableEntity`); an unknown policy (`NoSuchEntity`); one for roles of services
/// (`PolicyNotAttachable`); as many as there may be (`LimitExceeded`).
pub async fn attach(caller: &Admin, whose: Whose<'_>, policy_arn: &str) -> Result<()> {
    policy_name(policy_arn)?;
    for _ in 0..TRIES {
        let holder = whose.found(caller).await?;
        roles::modifiable(&holder)?;
        let Some(target) = Target::find(caller, policy_arn).await? else {
            return Err(faults::no_such_entity(format!(
                "Policy {policy_arn} does not exist or is not attachable."
            )));
        };
        if arn::parse(policy_arn).is_some_and(|named| named.path == roles::SERVICE_PATH) {
            let text = "Cannot attach a Service Role Policy to a Customer Role.";
            return Err(faults::not_attachable(text));
        }
        let attached = arns(caller, &holder).await?;
        if attached.iter().any(|other| other == policy_arn) {
            return Ok(());
        }
        let (quota, max) = quota(&caller.config().limits.iam, holder.kind);
        if attached.len() >= max {
            return Err(faults::quota(quota, max));
        }
        let change = Change::new(caller).update(&holder).link(
            Relation::Attached,
            &holder,
            policy_arn,
            target.entity(),
        );
        let target = format!("{} {}: {policy_arn}", whose.word(), entity::name(&holder));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}

/// Errors, in order: an ARN that is none (`InvalidInput`); an unknown user, role or group; a role that a
/// service owns (`UnmodifiableEntity`); a policy that is not attached (`NoSuchEntity`).
pub async fn detach(caller: &Admin, whose: Whose<'_>, policy_arn: &str) -> Result<()> {
    policy_name(policy_arn)?;
    for _ in 0..TRIES {
        let holder = whose.found(caller).await?;
        roles::modifiable(&holder)?;
        if !arns(caller, &holder).await?.iter().any(|other| other == policy_arn) {
            return Err(faults::no_such_entity(format!("Policy {policy_arn} was not found.")));
        }
        let change =
            Change::new(caller).update(&holder).unlink(Relation::Attached, &holder, policy_arn);
        let target = format!("{} {}: {policy_arn}", whose.word(), entity::name(&holder));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}

/// A page of what is attached; the filter of `asked` is the beginning of the policies' paths.
pub async fn page(
    caller: &Admin,
    whose: Whose<'_>,
    asked: Asked<'_>,
) -> Result<Page<AttachedPolicy>> {
    let holder = whose.found(caller).await?;
    let shown = |policy_arn: String| {
        let named = arn::parse(&policy_arn).filter(|named| named.path.starts_with(asked.filter))?;
        let policy_name = Some(named.name.to_owned());
        Some(AttachedPolicy { policy_name, policy_arn: Some(policy_arn) })
    };
    let all = arns(caller, &holder).await?.into_iter().filter_map(shown).collect();
    asked.of_all(caller, all).await
}

/// ARNs of the attached policies, in their order.
pub async fn arns(cx: &Cx, holder: &Entity) -> Result<Vec<String>> {
    let links = iam_link::of_holder(cx.store(), &holder.id).await?;
    let attached = links.into_iter().filter(|link| link.relation == Relation::Attached);
    Ok(attached.map(|link| link.target).collect())
}

fn quota(limits: &Iam, holder: Kind) -> (&'static str, usize) {
    match holder {
        Kind::User => ("PoliciesPerUser", limits.policies_per_user_max),
        Kind::Role => ("PoliciesPerRole", limits.policies_per_role_max),
        _ => ("PoliciesPerGroup", limits.policies_per_group_max),
    }
}
