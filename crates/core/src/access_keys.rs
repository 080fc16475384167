//! Long-term access keys: the root's and users'.

use std::sync::Arc;

use cognate_access::access_key::access_key_id;
use cognate_access::arn::Arn;
use cognate_access::sigv4::SigningSecret;
use cognate_crypto::{Aad, Purpose, Secret};
use cognate_domain::id;
use cognate_store::batch::Statement;
use cognate_store::records::access_key;

use crate::cache::AccessKey;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// A key as its owner gets it, once.
pub struct NewAccessKey {
    pub id: String,
    pub secret: Secret<String>,
}

/// Makes an access key for a user, by its id, or for the root, by its ARN, and the row that keeps it.
pub fn create(
    random: &dyn cognate_crypto::Random,
    keys: &PoolKeys,
    account: &str,
    principal: &str,
    now_ms: i64,
) -> (NewAccessKey, Statement) {
    let key_id = access_key_id("AKIA", account, &random.array());
    let of_root = principal == Arn::root(account).to_string();
    let secret = id::secret_access_key(&random.array());
    let sealer = keys.sealer(Purpose::IamSecret);
    let sealed = sealer.seal(random, &aad(account, &key_id), secret.as_bytes());
    let row = access_key::AccessKey {
        id: key_id.clone(),
        principal: principal.to_owned(),
        owner: (!of_root).then(|| principal.to_owned()),
        sealed,
        active: true,
        created: now_ms,
    };
    (NewAccessKey { id: key_id, secret: Secret::new(secret) }, access_key::insert(&row))
}

impl Cx {
    pub async fn access_key(&self, key_id: &str) -> Result<Option<Arc<AccessKey>>> {
        let caches = self.caches();
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(key) = caches.access_keys.get(key_id)
        {
            return Ok(Some(key));
        }
        let before = caches.changes();
        let Some(row) = access_key::find(self.store(), key_id).await? else { return Ok(None) };
        let keys = self.keys().installation().await?;
        let account = &self.config().account;
        let plain = keys.sealer(Purpose::IamSecret).open(&aad(account, &row.id), &row.sealed)?;
        let secret = std::str::from_utf8(&plain).map_err(Error::internal)?;
        let of_root = row.principal == Arn::root(account).to_string();
        let key = Arc::new(AccessKey {
            secret: SigningSecret::new(secret),
            user: (!of_root).then_some(row.principal),
            active: row.active,
        });
        caches.keep(&caches.access_keys, key_id.to_owned(), key.clone(), before);
        Ok(Some(key))
    }
}

fn aad<'a>(account: &'a str, key_id: &'a str) -> Aad<'a> {
    Aad {
        table: "access_key",
        column: "sealed",
        account,
        pool: 0,
        row: key_id.as_bytes(),
        version: 1,
    }
}
