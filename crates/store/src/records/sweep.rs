//! Removing what belonged to a deleted pool (of users or of identities), user or group, in chunks of at
//! most [`SWEEP_ROWS_MAX`] rows.
//!
//! Keys of pools and groups are never reused, and a user comes back under a `sub` of old only after the
//! sweep, so these rows are unreachable already; sweeping only gives the space back, and may stop and go
//! on at any time.

use cognate_domain::Sub;

use crate::batch::{Demand, Statement, Table};
use crate::records::{SWEEP_ROWS_MAX, import_chunk};
use crate::statement::Query;
use crate::{Error, Store};

/// A table with rows that lead with a pool, or with a pool and a user or a group.
#[derive(Clone, Copy, Debug)]
pub struct Satellite {
    pub table: Table,
    page: &'static str,
    delete: &'static str,
    rows_max: i64,
}

/// Whose leftovers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Pool(i64),
    User(i64, Sub),
    /// Pool and uid.
    Group(i64, [u8; 16]),
}

/// A chunk is a range of keys that a read has marked out: engines differ in how well they plan a
/// `DELETE` that limits itself.
macro_rules! satellite {
    ($table:ident, $name:literal, $owner:literal, $limit:literal, $key:literal, $last:literal) => {
        Satellite {
            table: Table::$table,
            page: concat!(
                "SELECT ",
                $key,
                " FROM ",
                $name,
                " WHERE ",
                $owner,
                " ORDER BY ",
                $key,
                " LIMIT ",
                $limit
            ),
            delete: concat!(
                "DELETE FROM ",
                $name,
                " WHERE ",
                $owner,
                " AND (",
                $key,
                ") <= (",
                $last,
                ")"
            ),
            rows_max: SWEEP_ROWS_MAX,
        }
    };
}

/// Everything that a pool leaves behind besides its own row and messages in the outbox, which whoever
/// delivers removes.
pub const OF_POOL: [Satellite; 38] = [
    satellite!(DataKey, "data_key", "pool = $1", "$2", "version", "$2"),
    satellite!(Domain, "user_pool_domain", "pool = $1", "$2", "domain", "$2"),
    satellite!(ResourceServer, "resource_server", "pool = $1", "$2", "identifier", "$2"),
    satellite!(IdentityProvider, "identity_provider", "pool = $1", "$2", "name", "$2"),
    satellite!(IdpIdentifier, "idp_identifier", "pool = $1", "$2", "identifier", "$2"),
    satellite!(SamlKey, "saml_key", "pool = $1", "$2", "owner", "$2"),
    satellite!(RiskConfiguration, "risk_configuration", "pool = $1", "$2", "client", "$2"),
    satellite!(LogDelivery, "log_delivery", "pool = $1", "$2", "pool", "$2"),
    satellite!(AuthEvent, "auth_event", "pool = $1", "$2", "sub, id", "$2, $3"),
    satellite!(UiCustomization, "ui_customization", "pool = $1", "$2", "client", "$2"),
    satellite!(BrandingAsset, "branding_asset", "pool = $1", "$2", "branding, place", "$2, $3"),
    satellite!(Branding, "branding", "pool = $1", "$2", "id", "$2"),
    satellite!(Terms, "terms", "pool = $1", "$2", "id", "$2"),
    satellite!(Replica, "replica", "pool = $1", "$2", "region", "$2"),
    satellite!(AppClient, "app_client", "pool = $1", "$2", "id", "$2"),
    satellite!(ClientSecret, "client_secret", "pool = $1", "$2", "client, id", "$2, $3"),
    satellite!(SigningKey, "signing_key", "pool = $1", "$2", "kid", "$2"),
    satellite!(Group, "group_record", "pool = $1", "$2", "uid", "$2"),
    satellite!(User, "users", "pool = $1", "$2", "sub", "$2"),
    satellite!(LoginName, "login_name", "pool = $1", "$2", "kind, hash", "$2, $3"),
    satellite!(UserSearch, "user_search", "pool = $1", "$2", "attr, value, sub", "$2, $3, $4"),
    satellite!(Member, "member", "pool = $1", "$2", "uid, sub", "$2, $3"),
    satellite!(Attempt, "attempt", "pool = $1", "$2", "key", "$2"),
    satellite!(Quota, "quota", "pool = $1", "$2", "key, kind", "$2, $3"),
    satellite!(Code, "code", "pool = $1", "$2", "sub, purpose", "$2, $3"),
    satellite!(ImportJob, "import_job", "pool = $1", "$2", "id", "$2"),
    satellite!(ImportRun, "import_run", "pool = $1", "$2", "pool", "$2"),
    Satellite {
        rows_max: import_chunk::SWEEP_CHUNKS_MAX,
        ..satellite!(ImportChunk, "import_chunk", "pool = $1", "$2", "job, upload, n", "$2, $3, $4")
    },
    satellite!(UsedOnce, "used_once", "pool = $1", "$2", "id", "$2"),
    satellite!(CredentialOld, "credential_old", "pool = $1", "$2", "sub, n", "$2, $3"),
    satellite!(TotpStep, "totp_step", "pool = $1", "$2", "sub", "$2"),
    satellite!(Passkey, "passkey", "pool = $1", "$2", "sub, slot", "$2, $3"),
    satellite!(Device, "device", "pool = $1", "$2", "sub, id", "$2, $3"),
    satellite!(Session, "session", "pool = $1", "$2", "sub, id", "$2, $3"),
    satellite!(TrackedSession, "tracked_session", "pool = $1", "$2", "sub, kind, id", "$2, $3, $4"),
    satellite!(SessionGuard, "session_guard", "pool = $1", "$2", "sub", "$2"),
    satellite!(ParkedSession, "parked_session", "pool = $1", "$2", "id", "$2"),
    satellite!(UserCount, "user_count", "pool = $1", "$2", "slot", "$2"),
];

/// What a user leaves behind. Login names, search rows, memberships and codes go in the batch that
/// deletes the user, as does the counter (`attempt::delete`); a code that was issued at that very moment
/// goes here.
pub const OF_USER: [Satellite; 10] = [
    satellite!(AuthEvent, "auth_event", "pool = $1 AND sub = $2", "$3", "id", "$3"),
    satellite!(Quota, "quota", "pool = $1 AND key = $2", "$3", "kind", "$3"),
    satellite!(Code, "code", "pool = $1 AND sub = $2", "$3", "purpose", "$3"),
    satellite!(CredentialOld, "credential_old", "pool = $1 AND sub = $2", "$3", "n", "$3"),
    satellite!(TotpStep, "totp_step", "pool = $1 AND sub = $2", "$3", "sub", "$3"),
    satellite!(Passkey, "passkey", "pool = $1 AND sub = $2", "$3", "slot", "$3"),
    satellite!(Device, "device", "pool = $1 AND sub = $2", "$3", "id", "$3"),
    satellite!(Session, "session", "pool = $1 AND sub = $2", "$3", "id", "$3"),
    satellite!(
        TrackedSession,
        "tracked_session",
        "pool = $1 AND sub = $2",
        "$3",
        "kind, id",
        "$3, $4"
    ),
    satellite!(SessionGuard, "session_guard", "pool = $1 AND sub = $2", "$3", "sub", "$3"),
];

/// What a group leaves behind. The uid stays in `users.groups`, where it means nothing any more.
pub const OF_GROUP: [Satellite; 1] =
    [satellite!(Member, "member", "pool = $1 AND uid = $2", "$3", "sub", "$3")];

/// What an identity pool leaves behind besides its own row. Logins first: without its identity a login is
/// nobody's.
pub const OF_IDENTITY_POOL: [Satellite; 2] = [
    satellite!(IdentityLogin, "identity_login", "pool = $1", "$2", "hash", "$2"),
    satellite!(Identity, "identity", "pool = $1", "$2", "disabled, id", "$2, $3"),
];

impl Satellite {
    /// The statement that removes the next chunk; `None` when nothing is left. `owner` is a pool for
    /// those of [`OF_POOL`] and [`OF_IDENTITY_POOL`], a user for those of [`OF_USER`], a group for those of
    /// [`OF_GROUP`].
    pub async fn next(&self, store: &Store, owner: Owner) -> Result<Option<Statement>, Error> {
        let (pool, mut params) = match owner {
            Owner::Pool(pool) => (pool, vec![pool.into()]),
            Owner::User(pool, sub) => (pool, vec![pool.into(), sub.0.into()]),
            Owner::Group(pool, uid) => (pool, vec![pool.into(), uid.into()]),
        };
        let page = [params.as_slice(), &[self.rows_max.into()]].concat();
        let rows = store.scan(Query { sql: self.page, params: page }).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        params.extend_from_slice(&last.0);
        Ok(Some(Statement {
            name: "sweep.chunk",
            table: self.table,
            key: super::place(pool, &[]),
            sql: self.delete,
            params,
            demand: Demand::Any,
        }))
    }
}
