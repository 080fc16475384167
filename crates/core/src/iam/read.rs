//! Reading IAM through the copies.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use cognate_access::policy::{self, Policy};
use cognate_store::records::iam_entity::{self, Entity, Kind};
use cognate_store::records::iam_link::{self, Relation};

use super::{Held, PARTITION, Source, Subject, SubjectKind, arn, aws, entity};
use crate::cx::Cx;
use crate::error::Result;

/// Of roles that say nothing else.
const SESSION_SECONDS: i64 = 3_600;

impl Cx {
    /// The user with this unique id, as it is now.
    pub async fn iam_user_by_id(&self, id: &str) -> Result<Option<Arc<Subject>>> {
        let found = self.iam_subject_by_id(id).await?;
        Ok(found.filter(|subject| subject.kind == SubjectKind::User))
    }

    pub async fn iam_role_by_id(&self, id: &str) -> Result<Option<Arc<Subject>>> {
        let found = self.iam_subject_by_id(id).await?;
        Ok(found.filter(|subject| subject.kind == SubjectKind::Role))
    }

    /// By its name, in whatever case.
    pub async fn iam_user(&self, name: &str) -> Result<Option<Arc<Subject>>> {
        self.iam_subject(SubjectKind::User, name).await
    }

    /// By its name, in whatever case.
    pub async fn iam_role(&self, name: &str) -> Result<Option<Arc<Subject>>> {
        self.iam_subject(SubjectKind::Role, name).await
    }

    /// The default version of a managed policy: the customer's, or AWS's.
    pub async fn iam_policy(&self, arn: &str) -> Result<Option<Arc<Held>>> {
        let Some(named) = arn::parse(arn).filter(|named| named.kind == "policy") else {
            return Ok(None);
        };
        if named.account == aws::ACCOUNT {
            return Ok(aws::policy(self.config(), arn));
        }
        let caches = self.caches();
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(held) = caches.iam.policies.get(arn)
        {
            return Ok(Some(held));
        }
        let before = caches.changes();
        let account = &self.config().account;
        let policy = iam_entity::find(self.store(), Kind::Policy, named.name).await?;
        let Some(policy) = policy.filter(|policy| entity::arn(account, policy) == arn) else {
            return Ok(None);
        };
        let document = entity::policy_document(&policy, None).unwrap_or_default();
        let held = Arc::new(Held::identity(arn, Source::Managed, document));
        caches.keep(&caches.iam.policies, arn.to_owned(), held.clone(), before);
        Ok(Some(held))
    }

    /// By its name, in whatever case.
    pub async fn iam_entity(&self, kind: Kind, name: &str) -> Result<Option<Arc<Entity>>> {
        let caches = self.caches();
        let key = (kind, iam_entity::key(name));
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(entity) = caches.iam.entities.get(&key)
        {
            return Ok(Some(entity));
        }
        let before = caches.changes();
        let found = iam_entity::find(self.store(), kind, name).await?;
        let Some(found) = found.map(Arc::new) else { return Ok(None) };
        caches.keep(&caches.iam.entities, key, found.clone(), before);
        Ok(Some(found))
    }

    async fn iam_subject_by_id(&self, id: &str) -> Result<Option<Arc<Subject>>> {
        let caches = self.caches();
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(subject) = caches.iam.subjects.get(id)
        {
            return Ok(Some(subject));
        }
        let before = caches.changes();
        match iam_entity::find_by_id(self.store(), id).await? {
            Some(entity) => self.keep_subject(entity, before).await,
            None => Ok(None),
        }
    }

    async fn iam_subject(&self, kind: SubjectKind, name: &str) -> Result<Option<Arc<Subject>>> {
        let caches = self.caches();
        let key = (kind, iam_entity::key(name));
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(id) = caches.iam.ids.get(&key)
        {
            return self.iam_subject_by_id(&id).await;
        }
        let before = caches.changes();
        let of_kind = match kind {
            SubjectKind::User => Kind::User,
            SubjectKind::Role => Kind::Role,
        };
        match iam_entity::find(self.store(), of_kind, name).await? {
            Some(entity) => self.keep_subject(entity, before).await,
            None => Ok(None),
        }
    }

    async fn keep_subject(&self, entity: Entity, before: u64) -> Result<Option<Arc<Subject>>> {
        let kind = match entity.kind {
            Kind::User => SubjectKind::User,
            Kind::Role => SubjectKind::Role,
            _ => return Ok(None),
        };
        let subject = Arc::new(self.assembled(kind, entity).await?);
        let caches = self.caches();
        let name = (kind, subject.entity.name.clone());
        caches.keep(&caches.iam.ids, name, subject.id.clone(), before);
        caches.keep(&caches.iam.subjects, subject.id.clone(), subject.clone(), before);
        Ok(Some(subject))
    }

    async fn assembled(&self, kind: SubjectKind, entity: Entity) -> Result<Subject> {
        let name = entity::name(&entity).to_owned();
        let source = || match kind {
            SubjectKind::User => Source::OfUser(name.clone()),
            SubjectKind::Role => Source::OfRole(name.clone()),
        };
        let mut policies = inline(&entity, source);
        let mut boundary = None;
        for link in iam_link::of_holder(self.store(), &entity.id).await? {
            match link.relation {
                Relation::Attached => policies.push(self.linked(&link.target).await?),
                Relation::Boundary => boundary = Some(self.linked(&link.target).await?),
                Relation::Member => {
                    let held = self.iam_held_by_group(&link.target).await?;
                    policies.extend(held.iter().cloned());
                }
                Relation::ProfileRole | Relation::MfaOf => {}
            }
        }
        let seconds = entity.document.get("MaxSessionDuration").and_then(Json::as_i64);
        Ok(Subject {
            kind,
            id: entity.id.clone(),
            path: entity::path(&entity).to_owned(),
            arn: entity::arn(&self.config().account, &entity),
            tags: entity::tags(&entity),
            policies,
            boundary,
            trust: trust(&entity, &name).map(Arc::new),
            max_session_seconds: seconds.unwrap_or(SESSION_SECONDS),
            created: entity.created,
            name,
            entity,
        })
    }

    /// A policy that somebody is linked to. What cannot be had counts as a deny, it is not left out.
    async fn linked(&self, arn: &str) -> Result<Arc<Held>> {
        let unknown = || {
            tracing::warn!(policy = arn, "a linked policy is unknown; it denies everything");
            Arc::new(Held::identity(arn, Source::Managed, ""))
        };
        Ok(self.iam_policy(arn).await?.unwrap_or_else(unknown))
    }

    /// The inline and attached policies of a group, by its unique id; empty if it is gone.
    pub async fn iam_held_by_group(&self, id: &str) -> Result<Arc<Vec<Arc<Held>>>> {
        let caches = self.caches();
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(held) = caches.iam.groups.get(id)
        {
            return Ok(held);
        }
        let before = caches.changes();
        let group = iam_entity::find_by_id(self.store(), id).await?;
        let Some(group) = group.filter(|group| group.kind == Kind::Group) else {
            return Ok(Arc::default());
        };
        let mut held = inline(&group, || Source::OfGroup(entity::name(&group).to_owned()));
        for link in iam_link::of_holder(self.store(), id).await? {
            if link.relation == Relation::Attached {
                held.push(self.linked(&link.target).await?);
            }
        }
        let held = Arc::new(held);
        caches.keep(&caches.iam.groups, id.to_owned(), held.clone(), before);
        Ok(held)
    }
}

fn inline(entity: &Entity, source: impl Fn() -> Source) -> Vec<Arc<Held>> {
    let held = |(name, document)| Arc::new(Held::identity(name, source(), document));
    entity::inline(entity).map(held).collect()
}

/// The role's trust policy, bound to those whom it named when it was written.
fn trust(role: &Entity, name: &str) -> Option<Held> {
    let document = entity::text(role, "AssumeRolePolicyDocument")?.to_owned();
    let ids: BTreeMap<&str, &str> = super::trust::ids(role).collect();
    let policy = Policy::parse(&document, policy::Kind::Trust, PARTITION)
        .and_then(|policy| policy.bind(|arn| ids.get(arn).map(|id| (*id).to_owned())));
    Some(Held { id: name.to_owned(), source: Source::Trust, document, policy })
}
