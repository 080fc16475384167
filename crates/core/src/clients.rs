//! Finding an app client, and authenticating it by its secret.

use std::sync::Arc;

use cognate_crypto::{Aad, Secret, secret_hash};
use cognate_domain::{Client, Pool, refusal};
use cognate_store::records::{app_client, client_secret};

use crate::cx::Cx;
use crate::error::{Error, Result};

/// A client and its one or two secrets, opened.
pub struct ClientEntry {
    pub client: Client,
    secrets: Vec<Secret<String>>,
}

/// What a client with a wrong secret is told.
pub const INVALID_SECRET: &str = "Invalid client or secret";

/// `User pool client <id> does not exist.`
pub fn not_found(id: &str) -> Error {
    Error::resource_not_found(format!("User pool client {id} does not exist."))
}

impl ClientEntry {
    pub fn has_secret(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// Any of the client's secrets, as the control plane shows it: the oldest.
    pub fn first_secret(&self) -> Option<&str> {
        self.secrets.first().map(|secret| secret.expose().as_str())
    }

    /// `SECRET_HASH` over any of the names by which the user may be known, under any secret.
    ///
    /// Errors: missing for a client with a secret; wrong, or sent to a client without one.
    pub fn check_secret_hash(&self, given: Option<&str>, names: &[String]) -> Result<()> {
        let id = &self.client.id;
        match (given, self.has_secret()) {
            (None, false) => Ok(()),
            (None, true) => Err(Error::not_authorized(format!(
                "Client {id} is configured with secret but SECRET_HASH was not received"
            ))),
            (Some(given), _) => {
                let right = self.secrets.iter().any(|secret| {
                    names.iter().any(|name| secret_hash::matches(given, secret.expose(), name, id))
                });
                if right {
                    return Ok(());
                }
                Err(Error::not_authorized(format!("Unable to verify secret hash for client {id}")))
            }
        }
    }

    /// Refuses a missing or wrong `ClientSecret`, and one for a client that has none.
    pub fn authenticate(&self, secret: Option<&str>) -> Result<()> {
        if self.secret_matches(secret) {
            return Ok(());
        }
        Err(Error::not_authorized(match secret {
            None => format!(
                "Client {} is configured for secret but secret was not received",
                self.client.id
            ),
            Some(_) => INVALID_SECRET.to_owned(),
        }))
    }

    /// A client secret in clear, where the operation takes it so.
    pub fn secret_matches(&self, given: Option<&str>) -> bool {
        match given {
            None => !self.has_secret(),
            Some(given) => self
                .secrets
                .iter()
                .any(|secret| cognate_crypto::equal(given.as_bytes(), secret.expose().as_bytes())),
        }
    }
}

impl Cx {
    /// The client with this id, of whichever pool. None when the pool is deleted.
    pub async fn client(&self, client_id: &str) -> Result<Option<Arc<ClientEntry>>> {
        let caches = self.caches();
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(entry) = caches.clients.get(client_id)
        {
            return Ok(Some(entry));
        }
        let before = caches.changes();
        let Some(client) = app_client::find(self.store(), client_id).await? else {
            return Ok(None);
        };
        // Clients of a deleted pool wait for the sweep; the keys that sealed their secrets are gone.
        if self.pool_by_key(client.pool).await?.is_none() {
            return Ok(None);
        }
        let keys = self.keys().pool(client.pool).await?;
        let sealed = client_secret::of_client(self.store(), client.pool, client_id).await?;
        let mut secrets = Vec::with_capacity(sealed.len());
        for secret in &sealed {
            let aad = secret_aad(&self.config().account, client.pool, &secret.id);
            let plain = keys.client_secret.open(&aad, &secret.sealed)?;
            let text = String::from_utf8(plain.to_vec()).map_err(Error::internal)?;
            secrets.push(Secret::new(text));
        }
        let entry = Arc::new(ClientEntry { client, secrets });
        caches.keep(&caches.clients, client_id.to_owned(), entry.clone(), before);
        Ok(Some(entry))
    }

    /// The client of a public operation, and its pool.
    pub async fn client_and_pool(&self, client_id: &str) -> Result<(Arc<ClientEntry>, Arc<Pool>)> {
        let entry = self.client(client_id).await?.ok_or_else(|| not_found(client_id))?;
        let pool = self.pool_by_key(entry.client.pool).await?;
        let pool = pool.ok_or_else(|| not_found(client_id))?;
        self.at_this_site(&pool).await?;
        Ok((entry, pool))
    }

    /// The client of an admin operation: it must be the pool's.
    pub async fn client_of_pool(&self, pool: &Pool, client_id: &str) -> Result<Arc<ClientEntry>> {
        let entry = self.client(client_id).await?;
        entry.filter(|entry| entry.client.pool == pool.key).ok_or_else(|| {
            refusal::resource_not_found(format!("User pool client {client_id} does not exist."))
                .into()
        })
    }
}

/// Binds a sealed client secret to its row.
pub fn secret_aad<'a>(account: &'a str, pool: i64, secret_id: &'a str) -> Aad<'a> {
    Aad {
        table: "client_secret",
        column: "sealed",
        account,
        pool,
        row: secret_id.as_bytes(),
        version: 1,
    }
}
