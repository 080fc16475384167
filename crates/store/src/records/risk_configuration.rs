//! `risk_configuration`: what a pool, or one of its clients, does at which risk.

use cognate_domain::Map;

use crate::batch::{Demand, Statement, Table};
use crate::records::many;
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq)]
pub struct RiskConfiguration {
    pub pool: i64,
    /// An app client id, or nothing: the pool's own.
    pub client: String,
    pub document: Map,
    /// Milliseconds since the epoch.
    pub modified: i64,
}

/// A client's configuration and the pool's.
const FOR_CLIENT: &str = "SELECT pool, client, document, modified FROM risk_configuration
    WHERE pool = $1 AND client IN ($2, $3) ORDER BY client";

const PUT: &str = "INSERT INTO risk_configuration (pool, client, document, modified, version)
    VALUES ($1, $2, $3, $4, 1)
    ON CONFLICT (pool, client) DO UPDATE SET document = excluded.document,
        modified = excluded.modified, version = risk_configuration.version + 1";

const DELETE: &str = "DELETE FROM risk_configuration WHERE pool = $1 AND client = $2";

/// The client's row, if there is one, and the pool's, if there is one.
pub async fn for_client(
    store: &Store,
    pool: i64,
    client: &str,
) -> Result<(Option<RiskConfiguration>, Option<RiskConfiguration>), Error> {
    let empty: &[u8] = b"";
    let params = vec![pool.into(), client.as_bytes().into(), empty.into()];
    let rows = many(store, Query { sql: FOR_CLIENT, params }, from_row).await?;
    let (of_pool, of_client): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.client.is_empty());
    Ok((of_client.into_iter().next(), of_pool.into_iter().next()))
}

pub fn from_row(row: &Row) -> Result<RiskConfiguration, WrongColumn> {
    Ok(RiskConfiguration {
        pool: row.int(0)?,
        client: super::ascii_id(row, 1)?,
        document: serde_json::from_str(row.text(2)?).map_err(|_| WrongColumn(2))?,
        modified: row.int(3)?,
    })
}

/// Same batch: `user_pool::check_live`.
pub fn put(configuration: &RiskConfiguration) -> Statement {
    let params = vec![
        configuration.pool.into(),
        configuration.client.as_bytes().into(),
        super::json(&configuration.document),
        configuration.modified.into(),
    ];
    change(configuration.pool, &configuration.client, PUT, params, Demand::Touches(1))
}

/// Also for the batch that deletes the client.
pub fn delete(pool: i64, client: &str) -> Statement {
    change(pool, client, DELETE, vec![pool.into(), client.as_bytes().into()], Demand::Any)
}

fn change(
    pool: i64,
    client: &str,
    sql: &'static str,
    params: Vec<crate::statement::Param>,
    demand: Demand,
) -> Statement {
    let key = super::place(pool, &[client.as_bytes()]);
    let name = "risk_configuration.put";
    Statement { name, table: Table::RiskConfiguration, key, sql, params, demand }
}
