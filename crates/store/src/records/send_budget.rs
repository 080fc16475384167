//! `send_budget`: how many messages a destination, user or pool was sent today, or an address caused
//! (RL-8).

use crate::batch::{Demand, Statement, Table};
use crate::records::SWEEP_ROWS_MAX;
use crate::statement::Query;
use crate::{Error, Store};

/// The day never goes back: nodes whose clocks differ around midnight do not give a day twice (RL-5).
const SPEND: &str = "INSERT INTO send_budget (key, day, n) SELECT $1, $2, 1 WHERE $3 > 0
    ON CONFLICT (key) DO UPDATE
    SET n = CASE WHEN excluded.day > send_budget.day THEN 1 ELSE send_budget.n + 1 END,
        day = CASE WHEN excluded.day > send_budget.day THEN excluded.day ELSE send_budget.day END
    WHERE excluded.day > send_budget.day OR send_budget.n < $3";

const SPENT: &str = "SELECT n FROM send_budget WHERE key = $1 AND day >= $2";

const SWEEP_PAGE: &str = "SELECT key FROM send_budget WHERE key > $1 ORDER BY key LIMIT $2";

const DELETE_PAST: &str = "DELETE FROM send_budget WHERE key > $1 AND key <= $2 AND day < $3";

/// What `Unmet` says when a budget has had its messages of the day.
pub const FULL: &str = "send_budget.full";

/// One message more for a destination or another (`key`: its MAC) on `day`, counted since 1970, of which
/// it may have `limit`; unmet as [`FULL`].
pub fn spend(key: [u8; 32], day: i64, limit: i64) -> Statement {
    Statement {
        name: FULL,
        table: Table::SendBudget,
        key: key.to_vec(),
        sql: SPEND,
        params: vec![key.into(), day.into(), limit.into()],
        demand: Demand::Touches(1),
    }
}

/// How many messages were counted on `day`.
pub async fn spent(store: &Store, key: [u8; 32], day: i64) -> Result<i64, Error> {
    let query = Query { sql: SPENT, params: vec![key.into(), day.into()] };
    Ok(super::one(store, query, |row| row.int(0)).await?.unwrap_or(0))
}

/// A place in the table, for sweeping it from `[]` to its end.
pub type Place = Vec<u8>;

/// The last of the next [`SWEEP_ROWS_MAX`] rows after `after`; `None` at the end of the table.
pub async fn sweep_step(store: &Store, after: &Place) -> Result<Option<Place>, Error> {
    let params = vec![after.as_slice().into(), SWEEP_ROWS_MAX.into()];
    let rows = store.scan(Query { sql: SWEEP_PAGE, params }).await?;
    rows.last().map(|row| Ok(row.bytes(0)?.to_vec())).transpose()
}

/// Removes the budgets of days before `day` between two places of [`sweep_step`].
pub fn delete_past(after: &Place, to: &Place, day: i64) -> Statement {
    Statement {
        name: "send_budget.delete_past",
        table: Table::SendBudget,
        key: after.clone(),
        sql: DELETE_PAST,
        params: vec![after.as_slice().into(), to.as_slice().into(), day.into()],
        demand: Demand::Any,
    }
}
