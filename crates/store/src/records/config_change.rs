//! `config_change`: what nodes poll to drop stale configuration from their caches.

use crate::batch::{Demand, Statement, Table};
use crate::records::SWEEP_ROWS_MAX;
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// Which cache a change concerns. Numbers, not an enum: a newer node may write kinds that this
/// build does not know, and has no cache for.
pub mod kind {
    /// `key` = the pool's public id.
    pub const USER_POOL: i64 = 1;
    /// `key` = the client id; its secrets belong to it.
    pub const APP_CLIENT: i64 = 2;
    /// `key` = the pool's row key, 8 bytes big-endian.
    pub const SIGNING_KEY: i64 = 3;
    /// `key` = the pool's row key, 8 bytes big-endian.
    pub const DATA_KEY: i64 = 4;
    /// `key` = the access key id.
    pub const ACCESS_KEY: i64 = 5;
    /// `key` = the pool's row key, 8 bytes big-endian, and the group's uid, 16 bytes.
    pub const GROUP: i64 = 6;
    /// `key` = the domain, as `domain::Domain` spells it.
    pub const DOMAIN: i64 = 7;
    /// `key` = the pool's row key, 8 bytes big-endian: any of its resource servers.
    pub const RESOURCE_SERVER: i64 = 8;
    /// `key` = the pool's row key, 8 bytes big-endian: any of its identity providers.
    pub const IDENTITY_PROVIDER: i64 = 9;
    /// `key` = the pool's row key, 8 bytes big-endian, and the client id, or nothing.
    pub const RISK_CONFIGURATION: i64 = 11;
    /// `key` = the pool's row key, 8 bytes big-endian.
    pub const LOG_DELIVERY: i64 = 12;
    /// `key` = the region whose provisioned limits changed.
    pub const PROVISIONED_LIMIT: i64 = 14;
    /// `key` empty: anything of IAM but access keys.
    pub const IAM: i64 = 15;
    /// `key` = the identity pool's public id.
    pub const IDENTITY_POOL: i64 = 16;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigChange {
    /// The writing node's time, milliseconds since the epoch.
    pub at: i64,
    pub id: [u8; 16],
    pub kind: i64,
    pub key: Vec<u8>,
}

const INSERT: &str = "INSERT INTO config_change (at, id, kind, key) VALUES ($1, $2, $3, $4)";

const SINCE: &str = "SELECT at, id, kind, key FROM config_change
    WHERE (at, id) > ($1, $2) ORDER BY at, id LIMIT $3";

const PRUNE: &str = "DELETE FROM config_change WHERE at <= (
    SELECT max(e.at) FROM (SELECT at FROM config_change WHERE at < $1 ORDER BY at LIMIT $2) AS e)";

/// The changes after `(at, id)`. `at` is set before a batch commits, by clocks that differ: a poll
/// starts some seconds before the newest change it has seen and skips the ids it knows.
pub async fn since(
    store: &Store,
    after: (i64, [u8; 16]),
    limit: i64,
) -> Result<Vec<ConfigChange>, Error> {
    let params = vec![after.0.into(), after.1.into(), limit.into()];
    super::many(store, Query { sql: SINCE, params }, from_row).await
}

pub fn from_row(row: &Row) -> Result<ConfigChange, WrongColumn> {
    Ok(ConfigChange {
        at: row.int(0)?,
        id: row.id(1)?,
        kind: row.int(2)?,
        key: row.bytes(3)?.to_vec(),
    })
}

pub fn insert(change: &ConfigChange) -> Statement {
    Statement {
        name: "config_change.absent",
        table: Table::ConfigChange,
        key: super::place(change.at, &[&change.id]),
        sql: INSERT,
        params: vec![
            change.at.into(),
            change.id.into(),
            change.kind.into(),
            change.key.as_slice().into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Removes about [`SWEEP_ROWS_MAX`] changes older than `before`, which every node has polled.
pub fn prune(before: i64) -> Statement {
    Statement {
        name: "config_change.prune",
        table: Table::ConfigChange,
        key: Vec::new(),
        sql: PRUNE,
        params: vec![before.into(), SWEEP_ROWS_MAX.into()],
        demand: Demand::Any,
    }
}
