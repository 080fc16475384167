//! Finding users, and the batches that write them with everything that follows from them.

use cognate_crypto::sha256;
use cognate_domain::attempt::Attempts;
use cognate_domain::name::{self, Kind, LoginName};
use cognate_domain::{Pool, Sub, User, refusal, search};
use cognate_store::batch::{Batch, Statement};
use cognate_store::records::user::{SearchColumns, StandIn};
use cognate_store::records::{attempt, code, login_name, member, user, user_search};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// What one read knows about a sign-in string.
pub struct Named {
    pub user: Option<User>,
    pub attempts: Attempts,
    /// Whose counter that is.
    pub key: attempt::Key,
    /// To be taken as much trouble over while there is no user.
    pub stand_in: Option<StandIn>,
}

/// Names the counter of a string that no user has (CT-5). Where a UUID has its version stands 15, so
/// that no part of it is ever taken for a `sub`.
pub fn name_mac(keys: &PoolKeys, pool: &Pool, typed: &str) -> [u8; 32] {
    let mut mac = keys.attempt.mac(&[name::typed_fold(&pool.rules, typed).as_bytes()]);
    mac[6] |= 0xF0;
    mac
}

impl Cx {
    /// The user behind a typed string: user name, active alias, or `sub`; and the counter that
    /// guards it. One statement, the same for names that nobody has.
    pub async fn user_by_name(&self, pool: &Pool, keys: &PoolKeys, typed: &str) -> Result<Named> {
        let candidates = name::candidates(&pool.rules, typed, &sha256);
        let mac = name_mac(keys, pool, typed);
        let found =
            user::by_name(self.store(), pool.key, &candidates.names, candidates.sub, mac).await?;
        Ok(match found.user {
            Some((user, attempts)) => {
                let key = attempt::Key::User(user.sub);
                Named { user: Some(user), attempts, key, stand_in: None }
            }
            None => Named {
                user: None,
                attempts: found.name_attempts,
                key: attempt::Key::Name(mac),
                stand_in: found.stand_in,
            },
        })
    }

    /// The user an admin operation names. `UserNotFoundException` when there is none.
    pub async fn user(&self, pool: &Pool, typed: &str) -> Result<User> {
        let keys = self.keys().pool(pool.key).await?;
        let named = self.user_by_name(pool, &keys, typed).await?;
        named.user.ok_or_else(|| refusal::user_not_found("User does not exist.").into())
    }
}

/// Everything a new user brings into the store. The batch is unmet as `login_name.*_taken` when
/// somebody has one of the names.
pub fn insert(pool: &Pool, user: &User) -> Vec<Statement> {
    let rules = &pool.rules;
    let columns = SearchColumns::of(user, rules.case_sensitive);
    let mut statements = vec![user::insert(user, &columns)];
    for name in names(pool, user) {
        statements.push(login_name::insert(pool.key, &name, user.sub));
    }
    for value in search::values(user, rules.case_sensitive) {
        statements.push(user_search::insert(pool.key, user.sub, &value));
    }
    statements
}

/// Everything that changes when a user does, on condition that the row is as read.
pub fn update(pool: &Pool, before: &User, after: &User) -> Vec<Statement> {
    let rules = &pool.rules;
    let columns = SearchColumns::of(after, rules.case_sensitive);
    let mut statements = vec![user::update(after, &columns, before.version)];
    let (old, new) = (names(pool, before), names(pool, after));
    statements.extend(login_name::changes(pool.key, after.sub, &old, &new));
    let (old, new) =
        (search::values(before, rules.case_sensitive), search::values(after, rules.case_sensitive));
    statements.extend(user_search::changes(pool.key, after.sub, &old, &new));
    statements
}

/// Removes the user with its names, search rows, memberships and codes; satellites are swept later.
pub fn delete(pool: &Pool, user: &User) -> Vec<Statement> {
    let mut statements = vec![
        user::delete(pool.key, user.sub, user.version),
        attempt::delete(pool.key, attempt::Key::User(user.sub)),
        code::delete_all(pool.key, user.sub),
    ];
    statements.extend(member::delete_all(user));
    for name in names(pool, user) {
        statements.push(login_name::delete(pool.key, &name, user.sub));
    }
    for value in search::values(user, pool.rules.case_sensitive) {
        statements.push(user_search::delete(pool.key, user.sub, &value));
    }
    statements
}

/// The names under which the user signs in.
pub fn names(pool: &Pool, user: &User) -> Vec<LoginName> {
    name::login_names(&pool.rules, user, &sha256)
}

/// The taken name that an unmet batch reports, if that is what it was.
pub fn taken(unmet: &str) -> Option<Kind> {
    login_name::taken(unmet)
}

/// A user that moved under a change made from its row: the caller reads again.
pub fn moved(unmet: &'static str) -> Error {
    Error::internal(format!("the user kept changing: {unmet}"))
}

/// How often a change is decided anew when its row moved.
pub const TRIES: usize = 8;

/// The random id of a new user.
pub fn new_sub(cx: &Cx) -> Sub {
    Sub(cognate_domain::id::version_4(cx.random().array()))
}

/// Statements as a batch.
pub fn batch(statements: Vec<Statement>) -> Batch {
    let mut batch = Batch::new();
    batch.extend(statements);
    batch
}
