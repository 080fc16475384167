//! What the operations on managed policies share.

use serde_json::{Value as Json, json};

use cognate_core::iam::{Change, Done, TRIES, arn, aws, entity};
use cognate_core::{Admin, Cx, Error, Result};
use cognate_shapes::iam::{Policy, PolicyVersion};
use cognate_store::records::iam_entity::Entity;
use cognate_store::records::iam_link::{self, Relation};

use crate::attachments::Target;
use crate::entities::{Whose, encoded, policy_name, shown_at};
use crate::{faults, tags};

/// Versions of one policy, at most.
pub const VERSIONS_MAX: usize = 5;

/// More holders than these are not counted.
const HOLDERS_MAX: i64 = 1_000_000;

/// A version of a customer managed policy, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// `v1`, `v2`, …: numbers are not used again.
    pub id: String,
    pub document: String,
    /// Milliseconds since the epoch.
    pub created: i64,
}

/// The versions of a policy, oldest first.
pub fn versions(policy: &Entity) -> Vec<Version> {
    let stored = policy.document.get("Versions").and_then(Json::as_array);
    let version = |it: &Json| {
        Some(Version {
            id: it["VersionId"].as_str()?.to_owned(),
            document: it["Document"].as_str()?.to_owned(),
            created: it["CreateDate"].as_i64().unwrap_or_default(),
        })
    };
    stored.into_iter().flatten().filter_map(version).collect()
}

pub fn set_versions(policy: &mut Entity, versions: &[Version]) {
    let stored = versions.iter().map(|version| {
        json!({
            "VersionId": version.id,
            "Document": version.document,
            "CreateDate": version.created,
        })
    });
    policy.document.insert("Versions".to_owned(), stored.collect());
}

pub fn default_version(policy: &Entity) -> &str {
    entity::text(policy, "DefaultVersionId").unwrap_or_default()
}

pub fn set_default_version(policy: &mut Entity, id: &str) {
    policy.document.insert("DefaultVersionId".to_owned(), json!(id));
}

/// The id of the next version, which the policy remembers as given away.
pub fn next_version(policy: &mut Entity) -> String {
    let last = policy.document.get("LastVersion").and_then(Json::as_i64).unwrap_or(0);
    policy.document.insert("LastVersion".to_owned(), json!(last + 1));
    format!("v{}", last + 1)
}

/// `Policy <arn> version <id> does not exist or is not attachable.`
pub fn unknown_version(policy_arn: &str, id: &str) -> Error {
    faults::no_such_entity(format!(
        "Policy {policy_arn} version {id} does not exist or is not attachable."
    ))
}

/// How many hold a policy, and how many have it as their boundary.
pub async fn usage(cx: &Cx, policy_arn: &str) -> Result<(i64, i64)> {
    let count =
        async |relation| iam_link::count(cx.store(), relation, policy_arn, HOLDERS_MAX).await;
    Ok((count(Relation::Attached).await?, count(Relation::Boundary).await?))
}

/// A customer managed policy; `listed`: without description and tags.
pub fn shown(cx: &Cx, policy: &Entity, (attached, boundaries): (i64, i64), listed: bool) -> Policy {
    let newest = versions(policy).iter().map(|version| version.created).max();
    Policy {
        policy_name: Some(entity::name(policy).to_owned()),
        policy_id: Some(policy.id.clone()),
        arn: Some(entity::arn(&cx.config().account, policy)),
        path: Some(entity::path(policy).to_owned()),
        default_version_id: Some(default_version(policy).to_owned()),
        attachment_count: Some(attached),
        permissions_boundary_usage_count: Some(boundaries),
        is_attachable: Some(true),
        description: entity::text(policy, "Description").filter(|_| !listed).map(str::to_owned),
        create_date: Some(shown_at(policy.created)),
        update_date: Some(shown_at(newest.unwrap_or(policy.created))),
        tags: if listed { None } else { tags::shown(policy) },
    }
}

/// A policy of AWS, as answers show it.
pub struct OfAws {
    pub arn: String,
    path: String,
    name: String,
    id: String,
    document: &'static str,
    /// `v1`
    version: String,
    /// Milliseconds since the epoch.
    created: i64,
    updated: i64,
}

impl OfAws {
    pub fn shipped(policy: &aws::Shipped) -> OfAws {
        OfAws {
            arn: policy.arn(),
            path: policy.path.to_owned(),
            name: policy.name.to_owned(),
            id: policy.id(),
            document: policy.document,
            version: format!("v{}", policy.version),
            created: policy.created * 1_000,
            updated: policy.updated * 1_000,
        }
    }

    /// One that is unknown here and accepted: it grants nothing.
    fn unknown(policy_arn: &str) -> OfAws {
        let named = arn::parse(policy_arn);
        OfAws {
            path: named.map_or("/", |named| named.path).to_owned(),
            name: named.map_or("", |named| named.name).to_owned(),
            id: aws::id(policy_arn),
            arn: policy_arn.to_owned(),
            document: aws::EMPTY,
            version: "v1".to_owned(),
            created: 0,
            updated: 0,
        }
    }

    pub fn shown(&self, (attached, boundaries): (i64, i64)) -> Policy {
        Policy {
            policy_name: Some(self.name.clone()),
            policy_id: Some(self.id.clone()),
            arn: Some(self.arn.clone()),
            path: Some(self.path.clone()),
            default_version_id: Some(self.version.clone()),
            attachment_count: Some(attached),
            permissions_boundary_usage_count: Some(boundaries),
            is_attachable: Some(true),
            description: None,
            create_date: Some(shown_at(self.created)),
            update_date: Some(shown_at(self.updated)),
            tags: None,
        }
    }

    /// Its only version, which is the default one; without its document in lists.
    pub fn shown_version(&self, listed: bool) -> PolicyVersion {
        PolicyVersion {
            document: (!listed).then(|| encoded(self.document)),
            version_id: Some(self.version.clone()),
            is_default_version: Some(true),
            create_date: Some(shown_at(self.updated)),
        }
    }
}

/// A version as answers show it; without its document in lists.
pub fn shown_version(policy: &Entity, version: &Version, listed: bool) -> PolicyVersion {
    PolicyVersion {
        document: (!listed).then(|| encoded(&version.document)),
        version_id: Some(version.id.clone()),
        is_default_version: Some(default_version(policy) == version.id),
        create_date: Some(shown_at(version.created)),
    }
}

/// What an ARN stands for, when policies are read.
pub enum Known {
    Aws(OfAws),
    Customers(Entity),
}

impl Known {
    /// Errors, in order: an ARN that is none (`InvalidInput`); an unknown policy (`NoSuchEntity`).
    pub async fn find(cx: &Cx, policy_arn: &str) -> Result<Known> {
        if let Some(shipped) = aws::shipped(policy_arn) {
            return Ok(Known::Aws(OfAws::shipped(shipped)));
        }
        match Target::find(cx, policy_arn).await? {
            Some(Target::Customers(entity)) => Ok(Known::Customers(entity)),
            Some(Target::Aws) => Ok(Known::Aws(OfAws::unknown(policy_arn))),
            None => Err(faults::no_such_entity(format!("Policy {policy_arn} was not found."))),
        }
    }
}

/// Changes a customer managed policy as it is in the store.
///
/// Errors, in order: an ARN that is none, or AWS's (`InvalidInput`); an unknown policy (`NoSuchEntity`);
/// those of `changed`.
pub async fn change<T>(
    caller: &Admin,
    policy_arn: &str,
    changed: impl Fn(&mut Entity) -> Result<T>,
) -> Result<T> {
    customers(policy_arn)?;
    for _ in 0..TRIES {
        let mut policy = Whose::Policy(policy_arn).found(caller).await?;
        let outcome = changed(&mut policy)?;
        let change = Change::new(caller).update(&policy);
        let target = format!("policy {}", entity::name(&policy));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(outcome);
        }
    }
    Err(Error::too_many_requests())
}

/// `InvalidInput` for an ARN that is none, and for policies of AWS, which nobody changes.
pub fn customers(policy_arn: &str) -> Result<()> {
    if policy_name(policy_arn)?.0 == aws::ACCOUNT {
        return Err(faults::invalid_input(format!(
            "Policy {policy_arn} is managed by AWS and cannot be changed."
        )));
    }
    Ok(())
}
