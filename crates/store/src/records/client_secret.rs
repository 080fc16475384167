//! `client_secret`: the sealed secrets of a confidential client, at most two of them.

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// While one secret replaces another both are valid.
pub const SECRETS_MAX: usize = 2;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSecret {
    pub pool: i64,
    pub client: String,
    pub id: String,
    /// Sealed under the pool's `client-secret` key.
    pub sealed: Vec<u8>,
    /// Milliseconds since the epoch.
    pub created: i64,
}

const INSERT: &str =
    "INSERT INTO client_secret (pool, client, id, sealed, created) VALUES ($1, $2, $3, $4, $5)";

/// One row more than may exist, so that a broken invariant shows.
const OF_CLIENT: &str = "SELECT pool, client, id, sealed, created FROM client_secret
    WHERE pool = $1 AND client = $2 ORDER BY id LIMIT 3";

const DELETE: &str = "DELETE FROM client_secret WHERE pool = $1 AND client = $2 AND id = $3";

const DELETE_ALL: &str = "DELETE FROM client_secret WHERE pool = $1 AND client = $2";

pub async fn of_client(store: &Store, pool: i64, client: &str) -> Result<Vec<ClientSecret>, Error> {
    let query = Query { sql: OF_CLIENT, params: vec![pool.into(), client.as_bytes().into()] };
    store.read(query).await?.iter().map(|row| from_row(row).map_err(Error::from)).collect()
}

pub fn from_row(row: &Row) -> Result<ClientSecret, WrongColumn> {
    Ok(ClientSecret {
        pool: row.int(0)?,
        client: super::ascii_id(row, 1)?,
        id: super::ascii_id(row, 2)?,
        sealed: row.bytes(3)?.to_vec(),
        created: row.int(4)?,
    })
}

/// The caller has counted the secrets it read; `app_client::raise_version` (or `insert`) in the
/// same batch keeps the count true. Unmet as `client_secret.absent` when the id is in use.
pub fn insert(secret: &ClientSecret) -> Statement {
    Statement {
        name: "client_secret.absent",
        table: Table::ClientSecret,
        key: place(secret.pool, &secret.client, &secret.id),
        sql: INSERT,
        params: vec![
            secret.pool.into(),
            secret.client.as_bytes().into(),
            secret.id.as_bytes().into(),
            secret.sealed.as_slice().into(),
            secret.created.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Unmet as `client_secret.present` when it is gone.
pub fn delete(pool: i64, client: &str, id: &str) -> Statement {
    Statement {
        name: "client_secret.present",
        table: Table::ClientSecret,
        key: place(pool, client, id),
        sql: DELETE,
        params: vec![pool.into(), client.as_bytes().into(), id.as_bytes().into()],
        demand: Demand::Touches(1),
    }
}

/// With the client itself.
pub fn delete_all(pool: i64, client: &str) -> Statement {
    Statement {
        name: "client_secret.delete",
        table: Table::ClientSecret,
        key: place(pool, client, ""),
        sql: DELETE_ALL,
        params: vec![pool.into(), client.as_bytes().into()],
        demand: Demand::Any,
    }
}

fn place(pool: i64, client: &str, id: &str) -> Vec<u8> {
    super::place(pool, &[client.as_bytes(), id.as_bytes()])
}
