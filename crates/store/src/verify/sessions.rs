//! Tracked sessions: no more of one user than any pool permits, and never without the guard that counts
//! sign-ins.

use super::Run;
use super::pages::{Pages, row_key};
use crate::Error;

/// `MaxPerUser` goes up to this.
const TOKEN_SESSIONS_MAX: i64 = 100;

const COUNTS: &str = "SELECT t.sub, count(*), max(coalesce(g.version, 0))
    FROM (SELECT DISTINCT sub FROM tracked_session
        WHERE pool = $1 AND kind = 1 AND sub > $2 ORDER BY sub LIMIT $3) AS u
    JOIN tracked_session t ON t.pool = $1 AND t.sub = u.sub AND t.kind = 1
    LEFT JOIN session_guard g ON g.pool = t.pool AND g.sub = t.sub
    GROUP BY t.sub ORDER BY t.sub";

impl Run<'_> {
    pub(super) async fn tracked_sessions(&mut self, pool: i64) -> Result<(), Error> {
        let first = vec![Vec::new().into()];
        let mut pages = Pages::new(self.store, COUNTS, vec![pool.into()], first);
        while let Some(rows) = pages.next().await? {
            self.progress("tracked_session", pages.rows());
            for row in &rows {
                if row.int(1)? > TOKEN_SESSIONS_MAX {
                    self.found("tracked_session.limit", pool, row_key(row, 1));
                }
                if row.int(2)? == 0 {
                    self.found("session_guard.present", pool, row_key(row, 1));
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }
}
