//! `signing_key`: the keys that sign a pool's tokens, one active key per kind (KEY-4). Those of the
//! installation's own issuers are under pool 0.

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// What the key signs: AWS publishes two keys per pool (KEY-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    IdToken,
    AccessToken,
    /// Tokens of identities (RS512). Pool 0, as the following ones.
    IdentityToken,
    /// Tokens of the account's principals for other services (RS256).
    WebIdentityRsa,
    /// The same (ES384).
    WebIdentityEc,
}

impl Kind {
    const ALL: [Kind; 5] = [
        Kind::IdToken,
        Kind::AccessToken,
        Kind::IdentityToken,
        Kind::WebIdentityRsa,
        Kind::WebIdentityEc,
    ];

    pub fn code(self) -> i64 {
        match self {
            Kind::IdToken => 1,
            Kind::AccessToken => 2,
            Kind::IdentityToken => 3,
            Kind::WebIdentityRsa => 4,
            Kind::WebIdentityEc => 5,
        }
    }

    fn from_code(code: i64) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A key's life. All but `Revoked` are published and verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In the JWKS, not yet signing.
    Published,
    /// Signing.
    Active,
    /// Verifying until the last token it signed has expired.
    Retired,
    /// Compromised: neither published nor verifying.
    Revoked,
}

impl State {
    pub fn code(self) -> i64 {
        match self {
            State::Published => 1,
            State::Active => 2,
            State::Retired => 3,
            State::Revoked => 4,
        }
    }

    fn from_code(code: i64) -> Option<State> {
        [State::Published, State::Active, State::Retired, State::Revoked]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    pub pool: i64,
    pub kid: String,
    pub kind: Kind,
    pub state: State,
    /// Sealed under the pool's `jwt-sign` key; of the installation's issuers, `openid-token`.
    pub sealed: Vec<u8>,
    /// The public key as a JWK.
    pub public: String,
    /// Milliseconds since the epoch, as the other times. 0: not planned; a key of which that is said
    /// about `activate_at` stands by, published, for the next rotation.
    pub created: i64,
    pub publish_at: i64,
    pub activate_at: i64,
    pub retire_at: i64,
    pub version: i64,
}

macro_rules! columns {
    () => {
        "pool, kid, kind, state, sealed, public, created, publish_at, activate_at, retire_at, version"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO signing_key (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
);

const OF_POOL: &str =
    concat!("SELECT ", columns!(), " FROM signing_key WHERE pool = $1 ORDER BY kid LIMIT 100");

const UPDATE: &str = "UPDATE signing_key
    SET state = $1, publish_at = $2, activate_at = $3, retire_at = $4, version = version + 1
    WHERE pool = $5 AND kid = $6 AND version = $7";

const DELETE: &str = "DELETE FROM signing_key WHERE pool = $1 AND kid = $2 AND version = $3";

/// All keys of the pool, whatever their state: a handful, 100 at most.
pub async fn of_pool(store: &Store, pool: i64) -> Result<Vec<SigningKey>, Error> {
    let query = Query { sql: OF_POOL, params: vec![pool.into()] };
    store.read(query).await?.iter().map(|row| from_row(row).map_err(Error::from)).collect()
}

pub fn from_row(row: &Row) -> Result<SigningKey, WrongColumn> {
    Ok(SigningKey {
        pool: row.int(0)?,
        kid: super::ascii_id(row, 1)?,
        kind: Kind::from_code(row.int(2)?).ok_or(WrongColumn(2))?,
        state: State::from_code(row.int(3)?).ok_or(WrongColumn(3))?,
        sealed: row.bytes(4)?.to_vec(),
        public: row.text(5)?.to_owned(),
        created: row.int(6)?,
        publish_at: row.int(7)?,
        activate_at: row.int(8)?,
        retire_at: row.int(9)?,
        version: row.int(10)?,
    })
}

/// Unmet as `signing_key.absent` when the pool has this `kid`.
pub fn insert(key: &SigningKey) -> Statement {
    Statement {
        name: "signing_key.absent",
        table: Table::SigningKey,
        key: place(key.pool, &key.kid),
        sql: INSERT,
        params: vec![
            key.pool.into(),
            key.kid.as_bytes().into(),
            key.kind.code().into(),
            key.state.code().into(),
            key.sealed.as_slice().into(),
            key.public.as_str().into(),
            key.created.into(),
            key.publish_at.into(),
            key.activate_at.into(),
            key.retire_at.into(),
            key.version.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Writes state and the planned times, and raises the version; unmet as `signing_key.version`.
pub fn set_state(key: &SigningKey, seen_version: i64) -> Statement {
    Statement {
        name: "signing_key.version",
        table: Table::SigningKey,
        key: place(key.pool, &key.kid),
        sql: UPDATE,
        params: vec![
            key.state.code().into(),
            key.publish_at.into(),
            key.activate_at.into(),
            key.retire_at.into(),
            key.pool.into(),
            key.kid.as_bytes().into(),
            seen_version.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// After the last token's expiry; unmet as `signing_key.version`.
pub fn delete(pool: i64, kid: &str, seen_version: i64) -> Statement {
    Statement {
        name: "signing_key.version",
        table: Table::SigningKey,
        key: place(pool, kid),
        sql: DELETE,
        params: vec![pool.into(), kid.as_bytes().into(), seen_version.into()],
        demand: Demand::Touches(1),
    }
}

fn place(pool: i64, kid: &str) -> Vec<u8> {
    super::place(pool, &[kid.as_bytes()])
}
