//! The groups of a pool's users, as tokens, functions and lists need them.

use std::sync::Arc;

use cognate_domain::{User, token};
use cognate_store::records::group::{self, Group};

use crate::cx::Cx;
use crate::error::Result;

impl Cx {
    /// The user's groups that exist, in no order. Reads nothing when their records are at hand.
    pub async fn groups_of(&self, user: &User) -> Result<Vec<Arc<Group>>> {
        let caches = self.caches();
        let fresh = caches.are_fresh(self.clock().wall_ms());
        let mut groups = Vec::with_capacity(user.groups.len());
        let mut unknown = Vec::new();
        for uid in &user.groups {
            match caches.groups.get(&(user.pool, *uid)).filter(|_| fresh) {
                Some(copy) => groups.extend(copy),
                None => unknown.push(*uid),
            }
        }
        for uids in unknown.chunks(group::OF_USER_MAX) {
            let before = caches.changes();
            let mut found = group::by_uids(self.store(), user.pool, uids).await?;
            for uid in uids {
                let at = found.iter().position(|group| group.uid == *uid);
                let copy = at.map(|at| Arc::new(found.swap_remove(at)));
                caches.keep(&caches.groups, (user.pool, *uid), copy.clone(), before);
                groups.extend(copy);
            }
        }
        Ok(groups)
    }

    /// The user's groups as tokens show them.
    pub async fn token_groups(&self, user: &User) -> Result<Vec<token::Group>> {
        let groups = self.groups_of(user).await?;
        let shown = groups.iter().map(|group| token::Group {
            name: group.name.clone(),
            precedence: group.precedence,
            role: group.role.clone(),
        });
        Ok(shown.collect())
    }
}
