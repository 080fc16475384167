//! Users of a live pool, and the rows that must follow from them: login names, search values,
//! memberships, sessions, the count.
//!
//! Login names, values and memberships are checked in one direction row by row (each is one of its
//! user's), in the other by number: only when a pool has fewer than its users demand is each user asked
//! for theirs.

use cognate_crypto::sha256;
use cognate_domain::name::{LoginName, login_names};
use cognate_domain::search;
use cognate_domain::{Pool, Sub, User};

use super::groups::{Uids, groups_of};
use super::pages::{Pages, row_key, text};
use super::{Recount, Run};
use crate::Error;
use crate::records::user::{self, user_columns};
use crate::records::{login_name, user_count};
use crate::statement::{Param, Query, Row};

const USERS: &str = concat!(
    "SELECT u.sub, ",
    user_columns!(),
    " FROM users u WHERE u.pool = $1 AND u.sub > $2 ORDER BY u.sub LIMIT $3"
);

const LOGIN_NAMES: &str = concat!(
    "SELECT l.kind, l.hash, l.sub, ",
    user_columns!(),
    " FROM login_name l LEFT JOIN users u ON u.pool = l.pool AND u.sub = l.sub
    WHERE l.pool = $1 AND (l.kind, l.hash) > ($2, $3) ORDER BY l.kind, l.hash LIMIT $4"
);

const SEARCH: &str = concat!(
    "SELECT i.attr, i.value, i.sub, ",
    user_columns!(),
    " FROM user_search i LEFT JOIN users u ON u.pool = i.pool AND u.sub = i.sub
    WHERE i.pool = $1 AND (i.attr, i.value, i.sub) > ($2, $3, $4)
    ORDER BY i.attr, i.value, i.sub LIMIT $5"
);

const SEARCH_ROW: &str = "SELECT 1 FROM user_search
    WHERE pool = $1 AND attr = $2 AND value = $3 AND sub = $4";

const SESSIONS: &str = "SELECT sub, id, generation, created, expires FROM session
    WHERE pool = $1 AND (sub, id) > ($2, $3) ORDER BY sub, id LIMIT $4";

/// What the users of a pool demand of other tables.
#[derive(Default)]
struct Demanded {
    users: i64,
    names: i64,
    values: i64,
    members: i64,
}

impl Run<'_> {
    pub(super) async fn users(&mut self, pool: &Pool) -> Result<(), Error> {
        let groups = self.groups(pool.key).await?;
        let demanded = self.rows_of_users(pool, &groups).await?;
        let names = self.names(pool).await?;
        let values = self.values(pool).await?;
        let members = self.members(pool.key, &groups).await?;
        if names < demanded.names || values < demanded.values || members < demanded.members {
            self.missing(pool, &groups).await?;
        }
        self.sessions(pool.key).await?;
        let recorded = user_count::sum(self.store, pool.key).await?;
        if recorded != demanded.users {
            let recount = Recount { pool: pool.key, recorded, counted: demanded.users };
            self.report.recounts.push(recount);
        }
        Ok(())
    }

    async fn rows_of_users(&mut self, pool: &Pool, groups: &Uids) -> Result<Demanded, Error> {
        let mut demanded = Demanded::default();
        let mut pages = users_of(self.store, pool.key);
        while let Some(rows) = pages.next().await? {
            self.progress("users", pages.rows());
            for row in &rows {
                demanded.users += 1;
                match user::read(row, 1) {
                    Ok(user) => {
                        demanded.names += names_of(pool, &user).len() as i64;
                        demanded.values += values_of(pool, &user).len() as i64;
                        demanded.members += groups_of(&user, groups).count() as i64;
                    }
                    Err(_) => self.found("user.readable", pool.key, text(row, 0)),
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(demanded)
    }

    /// Each login name is one that its user has. Returns how many there are.
    async fn names(&mut self, pool: &Pool) -> Result<i64, Error> {
        let first = vec![0.into(), Vec::new().into()];
        let mut pages = Pages::new(self.store, LOGIN_NAMES, vec![pool.key.into()], first);
        let mut count = 0;
        while let Some(rows) = pages.next().await? {
            self.progress("login_name", pages.rows());
            for row in &rows {
                count += 1;
                let belongs = |user: &User| {
                    names_of(pool, user).iter().any(|name| {
                        Some(name.kind.code()) == row.int(0).ok()
                            && row.bytes(1).is_ok_and(|hash| hash == name.hash)
                    })
                };
                if user_in(row, 3).is_some_and(|user| belongs(&user)) {
                    continue;
                }
                let sub = Sub(row.id(2)?);
                let again = self.user_now(pool.key, sub).await?;
                if !again.is_some_and(|user| belongs(&user)) && self.still_names(pool, row).await? {
                    self.found("login_name.user", pool.key, row_key(row, 2));
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(count)
    }

    /// Whether the login name still belongs to whom it did when its page was read.
    async fn still_names(&self, pool: &Pool, row: &Row) -> Result<bool, Error> {
        let sql = "SELECT sub FROM login_name WHERE pool = $1 AND kind = $2 AND hash = $3";
        let params = [&[pool.key.into()], &row.0[..2]].concat();
        let now = self.store.read(Query { sql, params }).await?;
        Ok(now.first().is_some_and(|now| now.0[0] == row.0[2]))
    }

    /// Each search row is a value that its user has. Returns how many there are.
    async fn values(&mut self, pool: &Pool) -> Result<i64, Error> {
        let first = vec![0.into(), Vec::new().into(), Vec::new().into()];
        let mut pages = Pages::new(self.store, SEARCH, vec![pool.key.into()], first);
        while let Some(rows) = pages.next().await? {
            self.progress("user_search", pages.rows());
            for row in &rows {
                let belongs =
                    |user: &User| values_of(pool, user).iter().any(|value| row.0[..2] == value[..]);
                if user_in(row, 3).is_some_and(|user| belongs(&user)) {
                    continue;
                }
                let sub = Sub(row.id(2)?);
                let again = self.user_now(pool.key, sub).await?;
                if !again.is_some_and(|user| belongs(&user))
                    && self.has_value(pool.key, &row.0[..2], sub).await?
                {
                    // Not the value: it is personal data.
                    let row = format!("{} {sub}", text(row, 0));
                    self.found("user_search.user", pool.key, row);
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(pages.rows() as i64)
    }

    /// Asks every user for the rows they demand.
    async fn missing(&mut self, pool: &Pool, groups: &Uids) -> Result<(), Error> {
        let mut pages = users_of(self.store, pool.key);
        while let Some(rows) = pages.next().await? {
            for user in rows.iter().filter_map(|row| user_in(row, 1)) {
                if !self.lacks(pool, groups, &user).await? {
                    continue;
                }
                // Look again: the user may just have changed.
                let Some(user) = self.user_now(pool.key, user.sub).await? else { continue };
                for name in names_of(pool, &user) {
                    let holder = login_name::holder(self.store, pool.key, &name).await?;
                    if holder != Some(user.sub) {
                        let row = format!("{} {}", name.kind.code(), user.sub);
                        self.found("user.login_name", pool.key, row);
                    }
                }
                for value in values_of(pool, &user) {
                    if !self.has_value(pool.key, &value, user.sub).await? {
                        self.found("user.user_search", pool.key, user.sub.to_string());
                    }
                }
                for uid in groups_of(&user, groups) {
                    if self.lacks_member(pool.key, uid, user.sub).await? {
                        self.found("user.member", pool.key, user.sub.to_string());
                    }
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }

    async fn lacks(&self, pool: &Pool, groups: &Uids, user: &User) -> Result<bool, Error> {
        for name in names_of(pool, user) {
            if login_name::holder(self.store, pool.key, &name).await? != Some(user.sub) {
                return Ok(true);
            }
        }
        for value in values_of(pool, user) {
            if !self.has_value(pool.key, &value, user.sub).await? {
                return Ok(true);
            }
        }
        for uid in groups_of(user, groups) {
            if self.lacks_member(pool.key, uid, user.sub).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The user as of now; `None` also when their row cannot be read, which is reported by itself.
    pub(super) async fn user_now(&self, pool: i64, sub: Sub) -> Result<Option<User>, Error> {
        match user::find(self.store, pool, sub).await {
            Err(Error::Corrupt(_)) => Ok(None),
            other => other,
        }
    }

    async fn has_value(&self, pool: i64, value: &[Param], sub: Sub) -> Result<bool, Error> {
        let params = [&[pool.into()], value, &[sub.0.into()]].concat();
        Ok(!self.store.read(Query { sql: SEARCH_ROW, params }).await?.is_empty())
    }

    async fn sessions(&mut self, pool: i64) -> Result<(), Error> {
        let first = vec![Vec::new().into(), Vec::new().into()];
        let mut pages = Pages::new(self.store, SESSIONS, vec![pool.into()], first);
        while let Some(rows) = pages.next().await? {
            self.progress("session", pages.rows());
            for row in &rows {
                if row.int(2)? < 1 {
                    self.found("session.generation", pool, row_key(row, 2));
                }
                if row.int(4)? < row.int(3)? {
                    self.found("session.expires", pool, row_key(row, 2));
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }
}

fn users_of(store: &crate::Store, pool: i64) -> Pages<'_> {
    Pages::new(store, USERS, vec![pool.into()], vec![Vec::new().into()])
}

/// The user joined at a column; `None` when there is none, or their row cannot be read.
fn user_in(row: &Row, column: usize) -> Option<User> {
    user::read(row, column).ok()
}

fn names_of(pool: &Pool, user: &User) -> Vec<LoginName> {
    login_names(&pool.rules, user, &sha256)
}

/// Attribute and value, as the columns of `user_search`.
fn values_of(pool: &Pool, user: &User) -> Vec<[Param; 2]> {
    let values = search::values(user, pool.rules.case_sensitive);
    values.into_iter().map(|(attribute, value)| [attribute.code().into(), value.into()]).collect()
}
