//! IAM users, groups, roles and sessions, made from inside: what tests of enforcement begin with.

use serde_json::{Value, json};

use cognate_core::call::Principal;
use cognate_core::iam::{Change, Done, arn, entity, trust};
use cognate_core::session_token::{self, NewSession};
use cognate_core::{Cx, access_keys};
use cognate_store::records::iam_entity::{self, Entity, Kind};
use cognate_store::records::iam_link::Relation;

use crate::cognate::{AccessKey, Cognate};

/// A policy document.
pub fn policy(statements: &Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

/// A statement that allows an action on a resource.
pub fn allow(action: &str, resource: &str) -> Value {
    json!({ "Effect": "Allow", "Action": action, "Resource": resource })
}

/// A statement that denies an action on a resource.
pub fn deny(action: &str, resource: &str) -> Value {
    json!({ "Effect": "Deny", "Action": action, "Resource": resource })
}

impl Cognate {
    /// An IAM user with one inline policy of these statements, and its key. No statements, no policy.
    pub async fn iam_user(&self, name: &str, statements: Value) -> AccessKey {
        let cx = self.cx();
        let user = entity::new(&cx, Kind::User, name, "/", serde_json::Map::new());
        let (key, row) = self.new_key(&user.id).await;
        let user = with_policy(user, "own", &statements);
        commit(&cx, Change::new(&cx).insert(&user).with(row)).await;
        key
    }

    /// A further key of a user.
    pub async fn iam_key(&self, user: &str) -> AccessKey {
        let cx = self.cx();
        let user = self.entity(Kind::User, user).await;
        let (key, row) = self.new_key(&user.id).await;
        commit(&cx, Change::new(&cx).update(&user).with(row)).await;
        key
    }

    /// A role that whoever `trusted` says may assume, with an inline policy; returns its id.
    pub async fn iam_role(&self, name: &str, trusted: Value, statements: Value) -> String {
        let cx = self.cx();
        let mut role = entity::new(&cx, Kind::Role, name, "/", serde_json::Map::new());
        let Ok((_, ids)) = trust::bound(&cx, &policy(&trusted)).await else {
            panic!("the trust policy is refused");
        };
        trust::set(&mut role, &policy(&trusted), &ids);
        let role = with_policy(role, "own", &statements);
        commit(&cx, Change::new(&cx).insert(&role)).await;
        role.id
    }

    /// A group with an inline policy, and these users in it.
    pub async fn iam_group(&self, name: &str, users: &[&str], statements: Value) {
        let cx = self.cx();
        let group = entity::new(&cx, Kind::Group, name, "/", serde_json::Map::new());
        let group = with_policy(group, "own", &statements);
        commit(&cx, Change::new(&cx).insert(&group)).await;
        for user in users {
            let user = self.entity(Kind::User, user).await;
            let change = Change::new(&cx).update(&user);
            commit(&cx, change.link(Relation::Member, &user, &group.id, Some(&group))).await;
        }
    }

    /// Puts an inline policy of a user; with `null`, takes it away.
    pub async fn iam_policy(&self, user: &str, name: &str, statements: Value) {
        self.iam_put(Kind::User, user, name, statements).await;
    }

    /// The same of a role or a group.
    pub async fn iam_put(&self, kind: Kind, holder: &str, name: &str, statements: Value) {
        self.change(kind, holder, |holder| with_policy(holder, name, &statements)).await;
    }

    /// A managed policy as a permissions boundary.
    pub async fn iam_boundary(&self, kind: Kind, holder: &str, statements: Value) {
        let cx = self.cx();
        let name = format!("boundary-of-{holder}");
        let mut managed = entity::new(&cx, Kind::Policy, &name, "/", serde_json::Map::new());
        let version = json!({ "VersionId": "v1", "Document": policy(&statements) });
        managed.document.insert("Versions".into(), json!([version]));
        managed.document.insert("DefaultVersionId".into(), json!("v1"));
        commit(&cx, Change::new(&cx).insert(&managed)).await;
        let holder = self.entity(kind, holder).await;
        let target = arn::policy(&self.config().account, "/", &name);
        let change = Change::new(&cx).update(&holder);
        commit(&cx, change.link(Relation::Boundary, &holder, &target, Some(&managed))).await;
    }

    pub async fn iam_tags(&self, kind: Kind, name: &str, tags: &[(&str, &str)]) {
        let tags: Vec<(String, String)> =
            tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        self.change(kind, name, |mut entity| {
            entity::set_tags(&mut entity, &tags);
            entity
        })
        .await;
    }

    /// Deletes a user, a role or whatever else, without asking what it holds.
    pub async fn iam_delete(&self, kind: Kind, name: &str) {
        let cx = self.cx();
        let seen = self.entity(kind, name).await;
        commit(&cx, Change::new(&cx).delete(&seen)).await;
    }

    /// Temporary credentials of a session, as STS makes them.
    pub async fn session(&self, new: NewSession) -> AccessKey {
        let keys = self.node.keys().installation().await.expect("an installation has a data key");
        let made = session_token::issue(&self.cx(), &keys, new).expect("the session fits");
        AccessKey {
            id: made.access_key_id,
            secret: made.secret_access_key.expose().clone(),
            token: Some(made.session_token),
        }
    }

    /// What there is in IAM under this name.
    pub async fn entity(&self, kind: Kind, name: &str) -> Entity {
        let found = iam_entity::find(self.store(), kind, name).await.expect("the store answers");
        found.unwrap_or_else(|| panic!("there is no {name}"))
    }

    async fn change(&self, kind: Kind, name: &str, change: impl FnOnce(Entity) -> Entity) {
        let cx = self.cx();
        let after = change(self.entity(kind, name).await);
        commit(&cx, Change::new(&cx).update(&after)).await;
    }

    async fn new_key(&self, user_id: &str) -> (AccessKey, cognate_store::batch::Statement) {
        let keys = self.node.keys().installation().await.expect("an installation has a data key");
        let (random, now_ms) = (self.node.random(), self.clock.now_ms());
        let account = &self.config().account;
        let (key, row) = access_keys::create(random, &keys, account, user_id, now_ms);
        (AccessKey::new(key.id, key.secret.expose()), row)
    }
}

fn with_policy(mut entity: Entity, name: &str, statements: &Value) -> Entity {
    let document = (!statements.is_null()).then(|| policy(statements));
    entity::set_inline(&mut entity, name, document.as_deref());
    entity
}

async fn commit(cx: &Cx, change: Change<'_>) {
    let root = Principal::root(&cx.config().account, None);
    let done = change.commit(&root, "test").await.expect("the store takes the change");
    assert_eq!(done, Done::Committed, "nobody else changes it");
}
