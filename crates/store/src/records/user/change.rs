//! Statements that change a user's row. All raise its version.

use cognate_domain::{Sub, User, search};

use crate::batch::{Demand, Statement, Table};
use crate::records;
use crate::statement::Param;

/// Folded values of what other rows and lists go by; `None` when the user has no such attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchColumns {
    pub email: Option<Vec<u8>>,
    pub phone: Option<Vec<u8>>,
    pub preferred_username: Option<Vec<u8>>,
}

impl SearchColumns {
    pub fn of(user: &User, case_sensitive: bool) -> SearchColumns {
        let index = |name| user.attribute(name).map(|text| search::index(text, case_sensitive));
        SearchColumns {
            email: index("email"),
            phone: index("phone_number"),
            preferred_username: index("preferred_username"),
        }
    }
}

/// What `Unmet` says when the user is not as read, or gone.
pub const MOVED: &str = "user.version";

const INSERT: &str = "INSERT INTO users
    (pool, sub, username, status, enabled, version, epoch, created, modified, email, phone,
     preferred_username, email_verified, phone_verified, attributes, credential, groups, factors,
     fold_version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";

const UPDATE: &str = "UPDATE users
    SET status = $1, enabled = $2, epoch = $3, modified = $4, email = $5, phone = $6,
        preferred_username = $7, email_verified = $8, phone_verified = $9, attributes = $10,
        credential = $11, groups = $12, factors = $13, fold_version = $14, version = version + 1
    WHERE pool = $15 AND sub = $16 AND version = $17";

const RENAME: &str = "UPDATE users
    SET username = $1, credential = $2, modified = $3, version = version + 1
    WHERE pool = $4 AND sub = $5 AND version = $6";

const SET_CREDENTIAL: &str = "UPDATE users
    SET credential = $1, status = $2, epoch = epoch + $3, modified = $4, version = version + 1
    WHERE pool = $5 AND sub = $6 AND version = $7";

const SET_ENABLED: &str = "UPDATE users
    SET enabled = $1, epoch = epoch + $2, modified = $3, version = version + 1
    WHERE pool = $4 AND sub = $5";

const RAISE_EPOCH: &str = "UPDATE users SET epoch = epoch + 1, version = version + 1
    WHERE pool = $1 AND sub = $2";

const DELETE: &str = "DELETE FROM users WHERE pool = $1 AND sub = $2 AND version = $3";

const CHECK: &str = "SELECT 1 FROM users WHERE pool = $1 AND sub = $2 AND version = $3";

/// Unmet as `user.absent` when the sub is in use: draw again. Same batch: the user's login names
/// and search rows.
pub fn insert(user: &User, search: &SearchColumns) -> Statement {
    Statement {
        name: "user.absent",
        table: Table::User,
        key: place(user.pool, user.sub),
        sql: INSERT,
        params: vec![
            user.pool.into(),
            user.sub.0.into(),
            user.username.as_str().into(),
            user.status.code().into(),
            user.enabled.into(),
            user.version.into(),
            user.epoch.into(),
            user.created.into(),
            user.modified.into(),
            search.email.clone().into(),
            search.phone.clone().into(),
            search.preferred_username.clone().into(),
            user.has_verified("email").into(),
            user.has_verified("phone_number").into(),
            attributes(user),
            user.credential.clone().into(),
            user.groups.concat().into(),
            user.factors.clone().into(),
            user.fold_version.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Writes everything but identity, user name and `created`, and raises the version; unmet as
/// [`MOVED`]. Same batch: changed login names and search rows.
pub fn update(user: &User, search: &SearchColumns, seen_version: i64) -> Statement {
    change(
        user.pool,
        user.sub,
        UPDATE,
        vec![
            user.status.code().into(),
            user.enabled.into(),
            user.epoch.into(),
            user.modified.into(),
            search.email.clone().into(),
            search.phone.clone().into(),
            search.preferred_username.clone().into(),
            user.has_verified("email").into(),
            user.has_verified("phone_number").into(),
            attributes(user),
            user.credential.clone().into(),
            user.groups.concat().into(),
            user.factors.clone().into(),
            user.fold_version.into(),
            user.pool.into(),
            user.sub.0.into(),
            seen_version.into(),
        ],
    )
}

/// Writes `username`, `credential` and `modified` of `user`; unmet as [`MOVED`]. Same batch: the changes
/// of login names and search rows.
pub fn rename(user: &User, seen_version: i64) -> Statement {
    let params = vec![
        user.username.as_str().into(),
        user.credential.clone().into(),
        user.modified.into(),
        user.pool.into(),
        user.sub.0.into(),
        seen_version.into(),
    ];
    change(user.pool, user.sub, RENAME, params)
}

/// A new password, and the status it leaves behind. Writes `credential`, `status` and `modified`
/// of `user`; with `end_sessions` the epoch rises and all older sessions are dead (PW-8). Unmet as
/// [`MOVED`].
pub fn set_credential(user: &User, end_sessions: bool, seen_version: i64) -> Statement {
    change(
        user.pool,
        user.sub,
        SET_CREDENTIAL,
        vec![
            user.credential.clone().into(),
            user.status.code().into(),
            end_sessions.into(),
            user.modified.into(),
            user.pool.into(),
            user.sub.0.into(),
            seen_version.into(),
        ],
    )
}

/// Disabling also raises the epoch: all sessions are dead. Unmet as `user.present`.
pub fn set_enabled(pool: i64, sub: Sub, enabled: bool, now: i64) -> Statement {
    let params = vec![enabled.into(), (!enabled).into(), now.into(), pool.into(), sub.0.into()];
    Statement { name: "user.present", ..change(pool, sub, SET_ENABLED, params) }
}

/// Global sign-out: all sessions are dead. Unmet as `user.present`.
pub fn raise_epoch(pool: i64, sub: Sub) -> Statement {
    let params = vec![pool.into(), sub.0.into()];
    Statement { name: "user.present", ..change(pool, sub, RAISE_EPOCH, params) }
}

/// Unmet as [`MOVED`]. Same batch: the user's login names, search rows and memberships
/// (`member::delete_all`), which follow from the row as read, their codes (`code::delete_all`), and a
/// job for the satellites.
pub fn delete(pool: i64, sub: Sub, seen_version: i64) -> Statement {
    change(pool, sub, DELETE, vec![pool.into(), sub.0.into(), seen_version.into()])
}

/// For batches that rest on the user without changing them; unmet as [`MOVED`].
pub fn check_unchanged(pool: i64, sub: Sub, seen_version: i64) -> Statement {
    let params = vec![pool.into(), sub.0.into(), seen_version.into()];
    Statement { demand: Demand::Finds(1), ..change(pool, sub, CHECK, params) }
}

/// The same check of nobody, for batches that go through the motions (CT-2). Never unmet: `home` is
/// what stands for a name, and no user has it.
pub fn check_absent(pool: i64, home: Sub) -> Statement {
    Statement { demand: Demand::Finds(0), ..check_unchanged(pool, home, 0) }
}

fn change(pool: i64, sub: Sub, sql: &'static str, params: Vec<Param>) -> Statement {
    Statement {
        name: MOVED,
        table: Table::User,
        key: place(pool, sub),
        sql,
        params,
        demand: Demand::Touches(1),
    }
}

fn attributes(user: &User) -> Param {
    let text = serde_json::to_string(&user.attributes);
    text.expect("a map of strings is JSON").into()
}

fn place(pool: i64, sub: Sub) -> Vec<u8> {
    records::place(pool, &[&sub.0])
}
