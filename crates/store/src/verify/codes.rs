//! Codes of a live pool, each a user's or of a name that nobody has, and the messages that carry them.

use cognate_domain::Sub;

use super::Run;
use super::pages::{Pages, row_key, text};
use crate::Error;
use crate::records::{code, outbox};
use crate::statement::Query;

const CODES: &str = "SELECT c.sub, c.purpose, c.attempts, c.issued, c.expires, u.sub
    FROM code c LEFT JOIN users u ON u.pool = c.pool AND u.sub = c.sub
    WHERE c.pool = $1 AND (c.sub, c.purpose) > ($2, $3) ORDER BY c.sub, c.purpose LIMIT $4";

const MESSAGES: &str = "SELECT id, partition, pool, sub, code, purpose, created, expires
    FROM outbox WHERE id > $1 ORDER BY id LIMIT $2";

impl Run<'_> {
    pub(super) async fn codes(&mut self, pool: i64) -> Result<(), Error> {
        let first = vec![Vec::new().into(), 0.into()];
        let mut pages = Pages::new(self.store, CODES, vec![pool.into()], first);
        while let Some(rows) = pages.next().await? {
            self.progress("code", pages.rows());
            for row in &rows {
                if row.int(2)? < 0 {
                    self.found("code.attempts", pool, row_key(row, 2));
                }
                if row.int(4)? < row.int(3)? {
                    self.found("code.expires", pool, row_key(row, 2));
                }
                let sub = Sub(row.id(0)?);
                if row.opt_bytes(5)?.is_none()
                    && !code::is_home_of_name(sub)
                    && self.has_stray_code(pool, sub, row.int(1)?).await?
                {
                    self.found("code.user", pool, row_key(row, 2));
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }

    /// Whether the code is still there and its user still is not.
    async fn has_stray_code(&self, pool: i64, sub: Sub, purpose: i64) -> Result<bool, Error> {
        let code = code::find(self.store, pool, sub, purpose).await?;
        let sql = "SELECT 1 FROM users WHERE pool = $1 AND sub = $2";
        let params = vec![pool.into(), sub.0.into()];
        let users = self.store.read(Query { sql, params }).await?;
        Ok(code.is_some() && users.is_empty())
    }

    /// A message whose code is gone is normal: it is out of date. What it says of the code is whole.
    pub(super) async fn messages(&mut self) -> Result<(), Error> {
        let mut pages = Pages::new(self.store, MESSAGES, Vec::new(), vec![Vec::new().into()]);
        while let Some(rows) = pages.next().await? {
            self.progress("outbox", pages.rows());
            for row in &rows {
                let (pool, id) = (row.int(2)?, text(row, 0));
                if row.int(1)? != outbox::partition_of(row.id(0)?) {
                    self.found("outbox.partition", pool, &id);
                }
                let (code, purpose) = (row.opt_bytes(4)?, row.opt_int(5)?);
                if code.is_some() != purpose.is_some()
                    || code.is_some() && row.opt_bytes(3)?.is_none()
                {
                    self.found("outbox.code", pool, &id);
                }
                if row.int(7)? < row.int(6)? {
                    self.found("outbox.expires", pool, &id);
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }
}
