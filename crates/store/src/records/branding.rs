//! `branding`: the styles of managed login, one per app client, and `branding_asset`: their images.

use cognate_domain::Map;

use crate::batch::{Demand, Statement, Table};
use crate::records::{many, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq)]
pub struct Branding {
    pub pool: i64,
    pub id: [u8; 16],
    pub client: String,
    /// `UseCognitoProvidedValues`
    pub provided: bool,
    /// The `Settings` document as it was given.
    pub settings: Option<Map>,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
    pub version: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Asset {
    /// What the image is for: unique in a style.
    pub place: Vec<u8>,
    /// The members of `AssetType` besides `Bytes`.
    pub document: Map,
    pub bytes: Vec<u8>,
}

/// A style shows at most this many images.
pub const ASSETS_MAX: i64 = 40;

/// What `Unmet` says when the client has a style.
pub const TAKEN: &str = "branding.taken";

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT pool, id, client, provided, settings, created, modified, version FROM branding ",
            $where
        )
    };
}

const FIND: &str = select!("WHERE pool = $1 AND id = $2");
const OF_CLIENT: &str = select!("WHERE pool = $1 AND client = $2");

const ASSETS: &str = "SELECT place, document, bytes FROM branding_asset
    WHERE pool = $1 AND branding = $2 ORDER BY place LIMIT $3";

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM branding WHERE pool = $1 LIMIT $2) AS counted";

const INSERT: &str = "INSERT INTO branding
    (pool, id, client, provided, settings, created, modified, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const UPDATE: &str = "UPDATE branding
    SET provided = $1, settings = $2, modified = $3, version = version + 1
    WHERE pool = $4 AND id = $5 AND version = $6";

const DELETE: &str = "DELETE FROM branding WHERE pool = $1 AND id = $2 AND version = $3";

const DELETE_OF_CLIENT: &str = "DELETE FROM branding WHERE pool = $1 AND client = $2";

const PUT_ASSET: &str = "INSERT INTO branding_asset (pool, branding, place, document, bytes)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (pool, branding, place)
    DO UPDATE SET document = EXCLUDED.document, bytes = EXCLUDED.bytes";

const DELETE_ASSETS: &str = "DELETE FROM branding_asset WHERE pool = $1 AND branding = $2";

const DELETE_ASSETS_OF_CLIENT: &str = "DELETE FROM branding_asset
    WHERE pool = $1 AND branding IN (SELECT id FROM branding WHERE pool = $1 AND client = $2)";

pub async fn find(store: &Store, pool: i64, id: [u8; 16]) -> Result<Option<Branding>, Error> {
    one(store, Query { sql: FIND, params: vec![pool.into(), id.into()] }, from_row).await
}

pub async fn of_client(store: &Store, pool: i64, client: &str) -> Result<Option<Branding>, Error> {
    let params = vec![pool.into(), client.as_bytes().into()];
    one(store, Query { sql: OF_CLIENT, params }, from_row).await
}

/// The images of a style, in the order of their places.
pub async fn assets(store: &Store, pool: i64, id: [u8; 16]) -> Result<Vec<Asset>, Error> {
    let params = vec![pool.into(), id.into(), ASSETS_MAX.into()];
    many(store, Query { sql: ASSETS, params }, asset_from_row).await
}

/// How many styles a pool has, counted up to `limit`.
pub async fn count(store: &Store, pool: i64, limit: i64) -> Result<i64, Error> {
    let query = Query { sql: COUNT, params: vec![pool.into(), limit.into()] };
    Ok(many(store, query, |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

pub fn from_row(row: &Row) -> Result<Branding, WrongColumn> {
    Ok(Branding {
        pool: row.int(0)?,
        id: row.id(1)?,
        client: super::ascii_id(row, 2)?,
        provided: row.flag(3)?,
        settings: match row.opt_text(4)? {
            Some(text) => Some(serde_json::from_str(text).map_err(|_| WrongColumn(4))?),
            None => None,
        },
        created: row.int(5)?,
        modified: row.int(6)?,
        version: row.int(7)?,
    })
}

fn asset_from_row(row: &Row) -> Result<Asset, WrongColumn> {
    Ok(Asset {
        place: row.bytes(0)?.to_vec(),
        document: serde_json::from_str(row.text(1)?).map_err(|_| WrongColumn(1))?,
        bytes: row.bytes(2)?.to_vec(),
    })
}

/// Unmet as [`TAKEN`]. Same batch: `user_pool::check_live`.
pub fn insert(new: &Branding) -> Statement {
    let params = vec![
        new.pool.into(),
        new.id.into(),
        new.client.as_bytes().into(),
        new.provided.into(),
        settings(new),
        new.created.into(),
        new.modified.into(),
        new.version.into(),
    ];
    change(TAKEN, new, INSERT, params)
}

/// Unmet as `branding.version` when it is not as it was read.
pub fn update(after: &Branding, seen_version: i64) -> Statement {
    let params = vec![
        after.provided.into(),
        settings(after),
        after.modified.into(),
        after.pool.into(),
        after.id.into(),
        seen_version.into(),
    ];
    change("branding.version", after, UPDATE, params)
}

/// Unmet as `branding.version`.
pub fn delete(seen: &Branding) -> Statement {
    let params = vec![seen.pool.into(), seen.id.into(), seen.version.into()];
    change("branding.version", seen, DELETE, params)
}

/// Same batch: a change of the style itself.
pub fn put_asset(style: &Branding, asset: &Asset) -> Statement {
    let params = vec![
        style.pool.into(),
        style.id.into(),
        asset.place.as_slice().into(),
        super::json(&asset.document),
        asset.bytes.as_slice().into(),
    ];
    of_assets(style, &asset.place, PUT_ASSET, params, Demand::Touches(1))
}

pub fn delete_assets(style: &Branding) -> Statement {
    let params = vec![style.pool.into(), style.id.into()];
    of_assets(style, &[], DELETE_ASSETS, params, Demand::Any)
}

/// For the batch that deletes the client: its style and the images of that.
pub fn delete_of_client(pool: i64, client: &str) -> [Statement; 2] {
    let statement = |table, sql| Statement {
        name: "branding.any",
        table,
        key: super::place(pool, &[client.as_bytes()]),
        sql,
        params: vec![pool.into(), client.as_bytes().into()],
        demand: Demand::Any,
    };
    [
        statement(Table::BrandingAsset, DELETE_ASSETS_OF_CLIENT),
        statement(Table::Branding, DELETE_OF_CLIENT),
    ]
}

fn settings(style: &Branding) -> Param {
    let text = |settings| serde_json::to_string(settings).expect("a map of JSON values is JSON");
    style.settings.as_ref().map(text).into()
}

fn change(
    name: &'static str,
    style: &Branding,
    sql: &'static str,
    params: Vec<Param>,
) -> Statement {
    let key = super::place(style.pool, &[&style.id]);
    Statement { name, table: Table::Branding, key, sql, params, demand: Demand::Touches(1) }
}

fn of_assets(
    style: &Branding,
    place: &[u8],
    sql: &'static str,
    params: Vec<Param>,
    demand: Demand,
) -> Statement {
    let key = super::place(style.pool, &[&style.id, place]);
    Statement { name: "branding_asset.put", table: Table::BrandingAsset, key, sql, params, demand }
}
