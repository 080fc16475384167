//! Keys, domains, clients and secrets of a live pool.

use super::Run;
use super::pages::{Pages, text};
use crate::Error;
use crate::records::client_secret::SECRETS_MAX;
use crate::records::signing_key::{self, State};
use crate::records::{app_client, data_key, domain};

const CLIENTS: &str = "SELECT id FROM app_client WHERE pool = $1 AND id > $2 ORDER BY id LIMIT $3";

const SECRETS: &str = "SELECT s.client, s.id, c.id FROM client_secret s
    LEFT JOIN app_client c ON c.pool = s.pool AND c.id = s.client
    WHERE s.pool = $1 AND (s.client, s.id) > ($2, $3) ORDER BY s.client, s.id LIMIT $4";

impl Run<'_> {
    pub(super) async fn configuration(&mut self, pool: i64) -> Result<(), Error> {
        if data_key::of_pool(self.store, pool).await?.is_empty() {
            self.found("data_key.present", pool, "");
        }
        self.signing_keys(pool).await?;
        match domain::of_pool(self.store, pool).await {
            Ok(_) => {}
            Err(Error::Corrupt(_)) => self.found("user_pool_domain.readable", pool, ""),
            Err(error) => return Err(error),
        }
        self.clients(pool).await?;
        self.secrets(pool).await
    }

    /// One key per kind signs at a time (KEY-4).
    async fn signing_keys(&mut self, pool: i64) -> Result<(), Error> {
        let keys = match signing_key::of_pool(self.store, pool).await {
            Ok(keys) => keys,
            Err(Error::Corrupt(_)) => {
                self.found("signing_key.readable", pool, "");
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let active: Vec<_> = keys.iter().filter(|key| key.state == State::Active).collect();
        for (place, key) in active.iter().enumerate() {
            if active[..place].iter().any(|other| other.kind == key.kind) {
                self.found("signing_key.one_active", pool, &key.kid);
            }
        }
        Ok(())
    }

    async fn clients(&mut self, pool: i64) -> Result<(), Error> {
        let mut clients =
            Pages::new(self.store, CLIENTS, vec![pool.into()], vec![Vec::new().into()]);
        while let Some(rows) = clients.next().await? {
            self.progress("app_client", clients.rows());
            for row in &rows {
                let id = text(row, 0);
                match app_client::find(self.store, &id).await {
                    Ok(_) => {}
                    Err(Error::Corrupt(_)) => self.found("app_client.readable", pool, id),
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    async fn secrets(&mut self, pool: i64) -> Result<(), Error> {
        let first = vec![Vec::new().into(), Vec::new().into()];
        let mut secrets = Pages::new(self.store, SECRETS, vec![pool.into()], first);
        let (mut client, mut count) = (Vec::new(), 0);
        while let Some(rows) = secrets.next().await? {
            self.progress("client_secret", secrets.rows());
            for row in &rows {
                if row.opt_bytes(2)?.is_none() {
                    self.found("client_secret.client", pool, text(row, 0));
                }
                count = if row.bytes(0)? == client { count + 1 } else { 1 };
                client = row.bytes(0)?.to_vec();
                if count == SECRETS_MAX + 1 {
                    self.found("client_secret.at_most_two", pool, text(row, 0));
                }
            }
        }
        Ok(())
    }
}
