//! `audit_event`: one row per security-relevant request, in the batch of what it did (AU-2).

use crate::batch::{Demand, Statement, Table};
use crate::records::SWEEP_ROWS_MAX;
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// Milliseconds since the epoch.
    pub at: i64,
    pub id: [u8; 16],
    /// One JSON object, CloudTrail-like; no secrets, codes or tokens (AU-4).
    pub document: String,
}

const INSERT: &str = "INSERT INTO audit_event (at, id, document) VALUES ($1, $2, $3)";

const PAGE: &str = "SELECT at, id, document FROM audit_event
    WHERE (at, id) > ($1, $2) ORDER BY at, id LIMIT $3";

const PRUNE: &str = "DELETE FROM audit_event WHERE at <= (
    SELECT max(e.at) FROM (SELECT at FROM audit_event WHERE at < $1 ORDER BY at LIMIT $2) AS e)";

/// The events after `(at, id)`, in the order of time.
pub async fn page(
    store: &Store,
    after: (i64, [u8; 16]),
    limit: i64,
) -> Result<Vec<AuditEvent>, Error> {
    let params = vec![after.0.into(), after.1.into(), limit.into()];
    super::many(store, Query { sql: PAGE, params }, from_row).await
}

pub fn from_row(row: &Row) -> Result<AuditEvent, WrongColumn> {
    Ok(AuditEvent { at: row.int(0)?, id: row.id(1)?, document: row.text(2)?.to_owned() })
}

pub fn insert(event: &AuditEvent) -> Statement {
    Statement {
        name: "audit_event.absent",
        table: Table::AuditEvent,
        key: super::place(event.at, &[&event.id]),
        sql: INSERT,
        params: vec![event.at.into(), event.id.into(), event.document.as_str().into()],
        demand: Demand::Touches(1),
    }
}

/// Removes about [`SWEEP_ROWS_MAX`] events older than `before` (AU-5).
pub fn prune(before: i64) -> Statement {
    Statement {
        name: "audit_event.prune",
        table: Table::AuditEvent,
        key: Vec::new(),
        sql: PRUNE,
        params: vec![before.into(), SWEEP_ROWS_MAX.into()],
        demand: Demand::Any,
    }
}
