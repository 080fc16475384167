//! `log_delivery`: where the events of a pool are delivered.

use serde_json::Value;

use crate::batch::{Demand, Statement, Table};
use crate::records::one;
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

const FIND: &str = "SELECT document FROM log_delivery WHERE pool = $1";

const PUT: &str = "INSERT INTO log_delivery (pool, document, modified) VALUES ($1, $2, $3)
    ON CONFLICT (pool) DO UPDATE SET document = excluded.document, modified = excluded.modified";

/// `LogConfigurations` as they were given; none for a pool that has none.
pub async fn find(store: &Store, pool: i64) -> Result<Vec<Value>, Error> {
    let found = one(store, Query { sql: FIND, params: vec![pool.into()] }, from_row).await?;
    Ok(found.unwrap_or_default())
}

fn from_row(row: &Row) -> Result<Vec<Value>, WrongColumn> {
    serde_json::from_str(row.text(0)?).map_err(|_| WrongColumn(0))
}

/// Same batch: `user_pool::check_live`.
pub fn put(pool: i64, configurations: &[Value], now_ms: i64) -> Statement {
    let document = serde_json::to_string(configurations).expect("a list of JSON values is JSON");
    Statement {
        name: "log_delivery.put",
        table: Table::LogDelivery,
        key: super::place(pool, &[]),
        sql: PUT,
        params: vec![pool.into(), document.into(), now_ms.into()],
        demand: Demand::Touches(1),
    }
}
