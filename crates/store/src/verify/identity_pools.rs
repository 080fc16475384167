//! Identity pools, their identities, and the logins of these: each login is one live identity's, under
//! the slot of its provider; whoever is disabled stands for somebody else.

use super::Run;
use super::pages::{Pages, row_key, text};
use crate::Error;
use crate::records::identity_pool;
use crate::statement::Query;

const POOLS: &str = "SELECT id FROM identity_pool WHERE id > $1 ORDER BY id LIMIT $2";

const IDENTITIES: &str = "SELECT disabled, id, authenticated, merged_into FROM identity
    WHERE pool = $1 AND (disabled, id) > ($2, $3) ORDER BY disabled, id LIMIT $4";

const LOGINS: &str = "SELECT l.hash, l.slot, l.subject, i.id, i.authenticated, i.disabled
    FROM identity_login l LEFT JOIN identity i ON i.id = l.identity AND i.pool = l.pool
    WHERE l.pool = $1 AND l.hash > $2 ORDER BY l.hash LIMIT $3";

const LOGIN: &str = "SELECT 1 FROM identity_login l JOIN identity i ON i.id = l.identity
    WHERE l.pool = $1 AND l.hash = $2 AND i.pool = $1 AND i.authenticated = 1 AND i.disabled = 0";

const LOGIN_THERE: &str = "SELECT 1 FROM identity_login WHERE pool = $1 AND hash = $2";

const NEXT_POOL_OF_IDENTITIES: &str = "SELECT min(pool) FROM identity WHERE pool > $1";
const NEXT_POOL_OF_LOGINS: &str = "SELECT min(pool) FROM identity_login WHERE pool > $1";
const POOL: &str = "SELECT 1 FROM identity_pool WHERE pool = $1";

impl Run<'_> {
    pub(super) async fn identity_pools(&mut self) -> Result<(), Error> {
        let mut pools = Pages::new(self.store, POOLS, Vec::new(), vec![Vec::new().into()]);
        while let Some(rows) = pools.next().await? {
            self.progress("identity_pool", pools.rows());
            for row in &rows {
                let id = text(row, 0);
                match identity_pool::find(self.store, &id).await {
                    Ok(Some(pool)) if !pool.head.deleting => {
                        self.identities(pool.head.key).await?;
                        self.identity_logins(pool.head.key).await?;
                    }
                    Ok(_) => {}
                    Err(Error::Corrupt(_)) => self.found("identity_pool.readable", 0, id),
                    Err(error) => return Err(error),
                }
                if self.is_full() {
                    return Ok(());
                }
            }
        }
        self.without_identity_pool("identity", NEXT_POOL_OF_IDENTITIES).await?;
        self.without_identity_pool("identity_login", NEXT_POOL_OF_LOGINS).await
    }

    async fn identities(&mut self, pool: i64) -> Result<(), Error> {
        let first = vec![0.into(), Vec::new().into()];
        let mut pages = Pages::new(self.store, IDENTITIES, vec![pool.into()], first);
        while let Some(rows) = pages.next().await? {
            self.progress("identity", pages.rows());
            for row in &rows {
                let (disabled, merged) = (row.flag(0)?, row.opt_bytes(3)?);
                if disabled != merged.is_some() || merged == Some(row.bytes(1)?) {
                    self.found("identity.merged_into", pool, row_key(row, 2));
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }

    async fn identity_logins(&mut self, pool: i64) -> Result<(), Error> {
        let mut pages = Pages::new(self.store, LOGINS, vec![pool.into()], vec![Vec::new().into()]);
        while let Some(rows) = pages.next().await? {
            self.progress("identity_login", pages.rows());
            for row in &rows {
                let (hash, slot) = (row.bytes(0)?, row.bytes(1)?);
                if row.opt_text(2)?.is_some() != (hash == slot) {
                    self.found("identity_login.slot", pool, row_key(row, 1));
                }
                let stands = row.opt_bytes(3)?.is_some() && row.flag(4)? && !row.flag(5)?;
                if !stands && self.is_nobodys(pool, hash).await? {
                    self.found("identity_login.identity", pool, row_key(row, 1));
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }

    /// Read again: it may have moved with its identity meanwhile.
    async fn is_nobodys(&self, pool: i64, hash: &[u8]) -> Result<bool, Error> {
        let query = |sql| Query { sql, params: vec![pool.into(), hash.into()] };
        Ok(self.store.scan(query(LOGIN)).await?.is_empty()
            && !self.store.scan(query(LOGIN_THERE)).await?.is_empty())
    }

    async fn without_identity_pool(
        &mut self,
        table: &'static str,
        next: &'static str,
    ) -> Result<(), Error> {
        let mut pool = 0;
        while let Some(found) = self.next_pool(next, pool).await? {
            pool = found;
            let query = Query { sql: POOL, params: vec![pool.into()] };
            if self.store.scan(query).await?.is_empty() {
                self.found("identity_pool.present", pool, table);
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }
}
