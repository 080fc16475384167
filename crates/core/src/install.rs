//! Making an installation: its id, the check value of its KEK, its data key and a root access key.

use cognate_crypto::{Kek, Random};
use cognate_store::Store;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{data_key, meta};

use crate::access_keys::{self, NewAccessKey};
use crate::keys::{PoolKeys, check_name};
use crate::node::{INSTALLATION_ID, STORE_EPOCH};

/// Where the account id stands in `meta`.
pub const ACCOUNT: &str = "account";

/// What `cognate init` made. The secret is shown once.
pub struct Installed {
    pub id: [u8; 16],
    pub root: NewAccessKey,
}

#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    #[error("this database is initialised already")]
    AlreadyInstalled,
    #[error(transparent)]
    Store(#[from] cognate_store::Error),
}

/// One batch: of several first starts exactly one makes the root (BS-1).
pub async fn install(
    store: &Store,
    random: &dyn Random,
    kek: &Kek,
    installation_id: [u8; 16],
    account: &str,
    now_ms: i64,
) -> Result<Installed, InstallError> {
    let (data, row) = crate::keys::wrap_new(kek, random, account, 0, now_ms);
    let keys = PoolKeys::derive(0, row.version, data);
    let root_arn = format!("arn:aws:iam::{account}:root");
    let (root, root_row) = access_keys::create(random, &keys, account, &root_arn, now_ms);
    let check = kek.check_value(&installation_id);
    let mut batch = Batch::new();
    batch.extend([
        meta::put_if_absent(INSTALLATION_ID, &installation_id),
        meta::put_if_absent(ACCOUNT, account.as_bytes()),
        meta::put(&check_name(kek.id()), &check),
        data_key::insert(&row),
        root_row,
    ]);
    match store.write(batch).await? {
        Outcome::Committed => Ok(Installed { id: installation_id, root }),
        Outcome::Unmet(_) => Err(InstallError::AlreadyInstalled),
    }
}

/// What an initialised store says of itself; None before `install`.
pub struct Identity {
    pub id: [u8; 16],
    pub account: String,
    pub store_epoch: i64,
}

pub async fn identity(store: &Store) -> Result<Option<Identity>, cognate_store::Error> {
    let id = meta::find(store, INSTALLATION_ID).await?;
    let Some(id) = id.and_then(|id| <[u8; 16]>::try_from(id).ok()) else { return Ok(None) };
    let account = meta::find(store, ACCOUNT).await?.unwrap_or_default();
    let epoch = meta::find(store, STORE_EPOCH).await?;
    let epoch = epoch.and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
    Ok(Some(Identity {
        id,
        account: String::from_utf8_lossy(&account).into_owned(),
        store_epoch: epoch.map_or(0, i64::from_be_bytes),
    }))
}
