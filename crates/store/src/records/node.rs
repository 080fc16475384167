//! `node`: the processes that share the store; their heartbeats also show a wrong clock.

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// Nodes listed at most; more rows are leftovers of crashes that [`delete_silent`] removes.
const NODES_MAX: i64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Drawn at each start.
    pub id: [u8; 16],
    /// Milliseconds since the epoch.
    pub started: i64,
    pub heartbeat: i64,
    /// Where operators reach it; shown, never connected to.
    pub address: String,
}

const HEARTBEAT: &str = "INSERT INTO node (id, started, heartbeat, address)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (id) DO UPDATE SET heartbeat = excluded.heartbeat, address = excluded.address";

const ALL: &str = "SELECT id, started, heartbeat, address FROM node ORDER BY id LIMIT $1";

const DELETE: &str = "DELETE FROM node WHERE id = $1";

const DELETE_SILENT: &str = "DELETE FROM node WHERE heartbeat < $1";

pub async fn all(store: &Store) -> Result<Vec<Node>, Error> {
    super::many(store, Query { sql: ALL, params: vec![NODES_MAX.into()] }, from_row).await
}

pub fn from_row(row: &Row) -> Result<Node, WrongColumn> {
    Ok(Node {
        id: row.id(0)?,
        started: row.int(1)?,
        heartbeat: row.int(2)?,
        address: row.text(3)?.to_owned(),
    })
}

pub fn heartbeat(node: &Node) -> Statement {
    Statement {
        name: "node.heartbeat",
        table: Table::Node,
        key: node.id.to_vec(),
        sql: HEARTBEAT,
        params: vec![
            node.id.into(),
            node.started.into(),
            node.heartbeat.into(),
            node.address.as_str().into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// At shutdown.
pub fn delete(id: [u8; 16]) -> Statement {
    Statement {
        name: "node.delete",
        table: Table::Node,
        key: id.to_vec(),
        sql: DELETE,
        params: vec![id.into()],
        demand: Demand::Any,
    }
}

/// Nodes that have not been heard of since `before`.
pub fn delete_silent(before: i64) -> Statement {
    Statement {
        name: "node.delete_silent",
        table: Table::Node,
        key: Vec::new(),
        sql: DELETE_SILENT,
        params: vec![before.into()],
        demand: Demand::Any,
    }
}
