//! Passkeys of a live pool: no more of a user than the quota, whose key their number is. Rows of a user
//! who was deleted wait for the sweep.

use cognate_domain::passkey::PASSKEYS_MAX;

use super::Run;
use super::pages::{Pages, row_key};
use crate::Error;

const PASSKEYS: &str = "SELECT sub, slot, counter FROM passkey
    WHERE pool = $1 AND (sub, slot) > ($2, $3) ORDER BY sub, slot LIMIT $4";

impl Run<'_> {
    pub(super) async fn passkeys(&mut self, pool: i64) -> Result<(), Error> {
        let first = vec![Vec::new().into(), 0.into()];
        let mut pages = Pages::new(self.store, PASSKEYS, vec![pool.into()], first);
        while let Some(rows) = pages.next().await? {
            self.progress("passkey", pages.rows());
            for row in &rows {
                if !(0..PASSKEYS_MAX as i64).contains(&row.int(1)?) {
                    self.found("passkey.slot", pool, row_key(row, 2));
                }
                if row.int(2)? < 0 {
                    self.found("passkey.counter", pool, row_key(row, 2));
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }
}
