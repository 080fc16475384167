//! `device`: what a user confirmed with ConfirmDevice. A device that awaits confirmation has no row: its
//! key stands in the session that it was given to.

use cognate_domain::Sub;

use crate::batch::{Demand, Statement, Table};
use crate::records::{many, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub pool: i64,
    pub sub: Sub,
    /// The UUID of the device key.
    pub id: [u8; 16],
    /// Stands where the pool's name stands when a password is proven.
    pub group_key: String,
    pub name: Option<String>,
    /// Salt and verifier of the device's secret.
    pub sealed: Vec<u8>,
    pub remembered: bool,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
    pub last_authenticated: i64,
    pub last_ip: Option<String>,
    pub version: i64,
}

macro_rules! columns {
    () => {
        "pool, sub, id, group_key, name, sealed, status, created, modified, last_authenticated,
         last_ip, version"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO device (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
);

const FIND: &str =
    concat!("SELECT ", columns!(), " FROM device WHERE pool = $1 AND sub = $2 AND id = $3");

const PAGE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM device WHERE pool = $1 AND sub = $2 AND id > $3 ORDER BY id LIMIT $4"
);

const SET_STATUS: &str = "UPDATE device SET status = $1, modified = $2, version = version + 1
    WHERE pool = $3 AND sub = $4 AND id = $5";

const USED: &str = "UPDATE device SET last_authenticated = $1, last_ip = $2, version = version + 1
    WHERE pool = $3 AND sub = $4 AND id = $5";

const DELETE: &str = "DELETE FROM device WHERE pool = $1 AND sub = $2 AND id = $3";

/// What `Unmet` says when the user has confirmed the device already.
pub const TAKEN: &str = "device.absent";

/// What `Unmet` says when the user has no such device.
pub const ABSENT: &str = "device.present";

pub async fn find(
    store: &Store,
    pool: i64,
    sub: Sub,
    id: [u8; 16],
) -> Result<Option<Device>, Error> {
    one(store, Query { sql: FIND, params: vec![pool.into(), sub.0.into(), id.into()] }, from_row)
        .await
}

/// The user's devices after an id (`None`: from the first), in the order of ids.
pub async fn page(
    store: &Store,
    pool: i64,
    sub: Sub,
    after: Option<[u8; 16]>,
    limit: i64,
) -> Result<Vec<Device>, Error> {
    let after = after.map_or(Vec::new(), Vec::from);
    let params = vec![pool.into(), sub.0.into(), after.into(), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

pub fn from_row(row: &Row) -> Result<Device, WrongColumn> {
    Ok(Device {
        pool: row.int(0)?,
        sub: super::sub(row, 1)?,
        id: row.id(2)?,
        group_key: row.text(3)?.to_owned(),
        name: row.opt_text(4)?.map(str::to_owned),
        sealed: row.bytes(5)?.to_vec(),
        remembered: row.flag(6)?,
        created: row.int(7)?,
        modified: row.int(8)?,
        last_authenticated: row.int(9)?,
        last_ip: row.opt_text(10)?.map(str::to_owned),
        version: row.int(11)?,
    })
}

/// Unmet as [`TAKEN`].
pub fn insert(device: &Device) -> Statement {
    let params = vec![
        device.pool.into(),
        device.sub.0.into(),
        device.id.into(),
        device.group_key.as_str().into(),
        device.name.clone().into(),
        device.sealed.as_slice().into(),
        device.remembered.into(),
        device.created.into(),
        device.modified.into(),
        device.last_authenticated.into(),
        device.last_ip.clone().into(),
        device.version.into(),
    ];
    change(TAKEN, device.pool, device.sub, device.id, INSERT, params)
}

/// Unmet as [`ABSENT`].
pub fn set_status(pool: i64, sub: Sub, id: [u8; 16], remembered: bool, now: i64) -> Statement {
    let params = vec![remembered.into(), now.into(), pool.into(), sub.0.into(), id.into()];
    change(ABSENT, pool, sub, id, SET_STATUS, params)
}

/// The device has proven itself, from this address; unmet as [`ABSENT`].
pub fn used(pool: i64, sub: Sub, id: [u8; 16], now: i64, ip: &str) -> Statement {
    let params = vec![now.into(), ip.into(), pool.into(), sub.0.into(), id.into()];
    change(ABSENT, pool, sub, id, USED, params)
}

/// Unmet as [`ABSENT`]. Same batch: `session::revoke_of_device`.
pub fn delete(pool: i64, sub: Sub, id: [u8; 16]) -> Statement {
    change(ABSENT, pool, sub, id, DELETE, vec![pool.into(), sub.0.into(), id.into()])
}

fn change(
    name: &'static str,
    pool: i64,
    sub: Sub,
    id: [u8; 16],
    sql: &'static str,
    params: Vec<Param>,
) -> Statement {
    let (key, demand) = (super::place(pool, &[&sub.0, &id]), Demand::Touches(1));
    Statement { name, table: Table::Device, key, sql, params, demand }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn devices_are_found_by_key_and_listed_by_range() {
        assert!(plan::points(&plan::of(FIND)));
        let page = plan::of(PAGE);
        assert_eq!(page, ["SEARCH device USING PRIMARY KEY (pool=? AND sub=? AND id>?)"]);
    }
}
