//! Groups of a live pool and their members, who are the same as those whose user row names the group.
//!
//! Uids without a group mean nothing: they are what a deleted group left behind.

use std::collections::BTreeSet;

use cognate_domain::{Sub, User};

use super::Run;
use super::pages::{Pages, row_key, text};
use crate::Error;
use crate::records::group::{self, name_hash};
use crate::records::user::{self, user_columns};
use crate::statement::Query;

const GROUPS: &str = "SELECT uid, name_hash, name FROM group_record
    WHERE pool = $1 AND uid > $2 ORDER BY uid LIMIT $3";

const MEMBERS: &str = concat!(
    "SELECT m.uid, m.sub, ",
    user_columns!(),
    " FROM member m LEFT JOIN users u ON u.pool = m.pool AND u.sub = m.sub
    WHERE m.pool = $1 AND (m.uid, m.sub) > ($2, $3) ORDER BY m.uid, m.sub LIMIT $4"
);

const MEMBER: &str = "SELECT 1 FROM member WHERE pool = $1 AND uid = $2 AND sub = $3";

/// The uids of a pool's groups: as many as the quota allows.
pub(super) type Uids = BTreeSet<[u8; 16]>;

/// The groups that a user's row names, without those that are gone.
pub(super) fn groups_of<'a>(
    user: &'a User,
    groups: &'a Uids,
) -> impl Iterator<Item = [u8; 16]> + 'a {
    user.groups.iter().filter(|uid| groups.contains(*uid)).copied()
}

impl Run<'_> {
    pub(super) async fn groups(&mut self, pool: i64) -> Result<Uids, Error> {
        let mut uids = Uids::new();
        let mut pages = Pages::new(self.store, GROUPS, vec![pool.into()], vec![Vec::new().into()]);
        while let Some(rows) = pages.next().await? {
            self.progress("group_record", pages.rows());
            for row in &rows {
                uids.insert(row.id(0)?);
                if row.bytes(1)? != name_hash(row.text(2)?) {
                    self.found("group_record.name_hash", pool, text(row, 0));
                }
            }
        }
        Ok(uids)
    }

    /// Each member's row names the group. Returns how many do.
    pub(super) async fn members(&mut self, pool: i64, groups: &Uids) -> Result<i64, Error> {
        let first = vec![Vec::new().into(), Vec::new().into()];
        let mut pages = Pages::new(self.store, MEMBERS, vec![pool.into()], first);
        let mut count = 0;
        while let Some(rows) = pages.next().await? {
            self.progress("member", pages.rows());
            for row in &rows {
                let (uid, sub) = (row.id(0)?, Sub(row.id(1)?));
                if !groups.contains(&uid) {
                    continue;
                }
                if user::read(row, 2).is_ok_and(|user| user.groups.contains(&uid)) {
                    count += 1;
                    continue;
                }
                let again = self.user_now(pool, sub).await?;
                if !again.is_some_and(|user| user.groups.contains(&uid))
                    && self.has_member(pool, uid, sub).await?
                    && self.has_group(pool, uid).await?
                {
                    self.found("member.user", pool, row_key(row, 2));
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(count)
    }

    /// The group exists and the user is not its member, whatever their row says.
    pub(super) async fn lacks_member(
        &self,
        pool: i64,
        uid: [u8; 16],
        sub: Sub,
    ) -> Result<bool, Error> {
        Ok(!self.has_member(pool, uid, sub).await? && self.has_group(pool, uid).await?)
    }

    async fn has_member(&self, pool: i64, uid: [u8; 16], sub: Sub) -> Result<bool, Error> {
        let params = vec![pool.into(), uid.into(), sub.0.into()];
        Ok(!self.store.read(Query { sql: MEMBER, params }).await?.is_empty())
    }

    async fn has_group(&self, pool: i64, uid: [u8; 16]) -> Result<bool, Error> {
        Ok(!group::by_uids(self.store, pool, &[uid]).await?.is_empty())
    }
}
