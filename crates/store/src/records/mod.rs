//! One file per table: the record, its SQL (once, for both engines), the statements that change it
//! and the reads that return it.
//!
//! A `Statement`'s `name` is a stable label (`login_name.taken`, `user.version`): it is what
//! `Outcome::Unmet` reports, and what operations match on. Functions that end in `Statement` change
//! or check; functions that end in `Query` read; the small `async` ones run such a read.

use cognate_domain::{Map, Sub};

use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

pub mod access_key;
pub mod app_client;
pub mod attempt;
pub mod audit_event;
pub mod auth_event;
pub mod branding;
pub mod client_secret;
pub mod code;
pub mod config_change;
pub mod credential_old;
pub mod data_key;
pub mod device;
pub mod domain;
pub mod group;
pub mod iam_entity;
pub mod iam_link;
pub mod identity;
pub mod identity_login;
pub mod identity_pool;
pub mod identity_provider;
pub mod idp_identifier;
pub mod import_chunk;
pub mod import_job;
pub mod job;
pub mod key_stock;
pub mod last_use;
pub mod lease;
pub mod log_delivery;
pub mod login_name;
pub mod member;
pub mod meta;
pub mod node;
pub mod outbox;
pub mod parked_session;
pub mod passkey;
pub mod provisioned_limit;
pub mod quota;
pub mod replica;
pub mod resource_server;
pub mod risk_configuration;
pub mod saml_key;
pub mod send_budget;
pub mod session;
pub mod signing_key;
pub mod sweep;
pub mod terms;
pub mod totp_step;
pub mod tracked_session;
pub mod ui_customization;
pub mod used_once;
pub mod user;
pub mod user_count;
pub mod user_pool;
pub mod user_search;

/// Rows that one sweeping statement may delete: about 5 ms of the writer's time.
pub const SWEEP_ROWS_MAX: i64 = 500;

/// The place of a row in the lock order of a batch: its pool, then the rest of its key.
fn place(pool: i64, rest: &[&[u8]]) -> Vec<u8> {
    let mut key = pool.to_be_bytes().to_vec();
    for part in rest {
        key.extend_from_slice(part);
    }
    key
}

/// The first row of a point read.
async fn one<T>(
    store: &Store,
    query: Query,
    from_row: fn(&Row) -> Result<T, WrongColumn>,
) -> Result<Option<T>, Error> {
    Ok(store.read(query).await?.first().map(from_row).transpose()?)
}

/// All rows of a list; the query bounds their number.
async fn many<T>(
    store: &Store,
    query: Query,
    from_row: fn(&Row) -> Result<T, WrongColumn>,
) -> Result<Vec<T>, Error> {
    store.scan(query).await?.iter().map(|row| from_row(row).map_err(Error::from)).collect()
}

/// An identifier that is text to us and, because it is compared, BYTEA to the engines.
fn ascii_id(row: &Row, column: usize) -> Result<String, WrongColumn> {
    String::from_utf8(row.bytes(column)?.to_vec()).map_err(|_| WrongColumn(column))
}

fn sub(row: &Row, column: usize) -> Result<Sub, WrongColumn> {
    row.id(column).map(Sub)
}

fn json(document: &Map) -> Param {
    serde_json::to_string(document).expect("a map of JSON values is JSON").into()
}
