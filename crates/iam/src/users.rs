//! What the operations on users and their access keys share.

use cognate_core::call::Who;
use cognate_core::iam::entity;
use cognate_core::{Admin, Cx, Result};
use cognate_shapes::iam::User;
use cognate_store::records::access_key::{self, AccessKey};
use cognate_store::records::data_key;
use cognate_store::records::iam_entity::Entity;

use crate::entities::{Whose, shown_at};
use crate::{boundaries, faults, tags};

pub const ACCESS_KEYS_PER_USER_MAX: usize = 2;

/// Whom `UserName` means; without one, the caller.
pub enum Meant {
    User(Entity),
    Root,
}

impl Meant {
    /// Errors, in order: no name, and the caller is a session of a role or a federated user
    /// (`ValidationError`); no user of that name (`NoSuchEntity`).
    pub async fn by(caller: &Admin, name: Option<&str>) -> Result<Meant> {
        let name = match (name, &caller.principal.who) {
            (Some(name), _) => name,
            (None, Who::Root { .. }) => return Ok(Meant::Root),
            (None, Who::User { user, .. }) => &user.name,
            (None, Who::Role { .. } | Who::FederatedUser { .. }) => {
                return Err(faults::must_name_user());
            }
        };
        Whose::User(name).found(caller).await.map(Meant::User)
    }

    /// The name as written; the root has none.
    pub fn name(&self) -> &str {
        match self {
            Meant::User(user) => entity::name(user),
            Meant::Root => "",
        }
    }

    pub fn user(&self) -> Option<&Entity> {
        match self {
            Meant::User(user) => Some(user),
            Meant::Root => None,
        }
    }

    /// All access keys, oldest first.
    pub async fn keys(&self, cx: &Cx) -> Result<Vec<AccessKey>> {
        let owner = self.user().map(|user| user.id.as_str());
        let max = ACCESS_KEYS_PER_USER_MAX as i64 * 10;
        let mut keys = access_key::of_owner(cx.store(), owner, max).await?;
        keys.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        Ok(keys)
    }

    /// The key of this id; `NoSuchEntity` when it is somebody else's.
    pub async fn key(&self, cx: &Cx, id: &str) -> Result<AccessKey> {
        let found = self.keys(cx).await?.into_iter().find(|key| key.id == id);
        found.ok_or_else(|| {
            faults::no_such_entity(format!("The Access Key with id {id} cannot be found."))
        })
    }
}

/// A user as answers show it; `listed`: without tags and boundary.
pub async fn shown(cx: &Cx, user: &Entity, listed: bool) -> Result<User> {
    let (mut permissions_boundary, mut tags) = (None, None);
    if !listed {
        permissions_boundary = boundaries::shown(boundaries::of(cx, user).await?);
        tags = tags::shown(user);
    }
    Ok(User {
        path: entity::path(user).to_owned(),
        user_name: entity::name(user).to_owned(),
        user_id: user.id.clone(),
        arn: entity::arn(&cx.config().account, user),
        create_date: shown_at(user.created),
        password_last_used: None,
        permissions_boundary,
        tags,
    })
}

/// The root as `GetUser` shows it: as old as the installation.
pub async fn root(cx: &Cx) -> Result<User> {
    let account = cx.config().account.clone();
    let keys = data_key::of_pool(cx.store(), cognate_core::keys::INSTALLATION).await?;
    let created = keys.iter().map(|key| key.created).min().unwrap_or_default();
    Ok(User {
        path: "/".to_owned(),
        user_name: String::new(),
        arn: format!("arn:aws:iam::{account}:root"),
        user_id: account,
        create_date: shown_at(created),
        password_last_used: None,
        permissions_boundary: None,
        tags: None,
    })
}
