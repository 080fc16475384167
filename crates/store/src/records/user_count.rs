//! `user_count`: users per pool, spread over 16 rows that nodes add to (EstimatedNumberOfUsers).

use crate::batch::{Demand, Statement, Table};
use crate::statement::Query;
use crate::{Error, Store};

/// A node adds to the slot that its id picks, so that nodes rarely wait for one row.
pub const SLOTS: i64 = 16;

const ADD: &str = "INSERT INTO user_count (pool, slot, n) VALUES ($1, $2, $3)
    ON CONFLICT (pool, slot) DO UPDATE SET n = user_count.n + excluded.n";

/// PostgreSQL sums BIGINT into NUMERIC, hence the cast.
const SUM: &str = "SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM user_count WHERE pool = $1";

/// `delta` may be negative.
pub fn add(pool: i64, slot: i64, delta: i64) -> Statement {
    Statement {
        name: "user_count.add",
        table: Table::UserCount,
        key: super::place(pool, &[&slot.to_be_bytes()]),
        sql: ADD,
        params: vec![pool.into(), slot.into(), delta.into()],
        demand: Demand::Touches(1),
    }
}

pub async fn sum(store: &Store, pool: i64) -> Result<i64, Error> {
    let query = Query { sql: SUM, params: vec![pool.into()] };
    Ok(super::one(store, query, |row| row.int(0)).await?.unwrap_or(0))
}
