//! Resource servers, identity providers, their identifiers and keys, of a live pool.

use super::Run;
use super::pages::{Pages, row_key, text};
use crate::Error;
use crate::records::{identity_provider, idp_identifier, resource_server};
use crate::statement::Query;

const SERVERS: &str = "SELECT identifier FROM resource_server
    WHERE pool = $1 AND identifier > $2 ORDER BY identifier LIMIT $3";

const PROVIDERS: &str = "SELECT name FROM identity_provider
    WHERE pool = $1 AND name > $2 ORDER BY name LIMIT $3";

const IDENTIFIERS: &str = "SELECT identifier, provider FROM idp_identifier
    WHERE pool = $1 AND identifier > $2 ORDER BY identifier LIMIT $3";

const KEYS: &str = "SELECT owner FROM saml_key
    WHERE pool = $1 AND owner > $2 ORDER BY owner LIMIT $3";

const KEY: &str = "SELECT 1 FROM saml_key WHERE pool = $1 AND owner = $2";

impl Run<'_> {
    pub(super) async fn federation(&mut self, pool: i64) -> Result<(), Error> {
        self.resource_servers(pool).await?;
        self.identity_providers(pool).await?;
        self.identifiers(pool).await?;
        self.saml_keys(pool).await
    }

    async fn resource_servers(&mut self, pool: i64) -> Result<(), Error> {
        let mut servers =
            Pages::new(self.store, SERVERS, vec![pool.into()], vec![Vec::new().into()]);
        while let Some(rows) = servers.next().await? {
            self.progress("resource_server", servers.rows());
            for row in &rows {
                let identifier = text(row, 0);
                match resource_server::find(self.store, pool, &identifier).await {
                    Ok(_) => {}
                    Err(Error::Corrupt(_)) => {
                        self.found("resource_server.readable", pool, identifier);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// Each identifier in a provider's document has a row that says so.
    async fn identity_providers(&mut self, pool: i64) -> Result<(), Error> {
        let mut providers =
            Pages::new(self.store, PROVIDERS, vec![pool.into()], vec![Vec::new().into()]);
        while let Some(rows) = providers.next().await? {
            self.progress("identity_provider", providers.rows());
            for row in &rows {
                let name = String::from_utf8_lossy(row.bytes(0)?).into_owned();
                let provider = match identity_provider::find(self.store, pool, &name).await {
                    Ok(Some(provider)) => provider,
                    Ok(None) => continue,
                    Err(Error::Corrupt(_)) => {
                        self.found("identity_provider.readable", pool, text(row, 0));
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                for identifier in cognate_domain::provider::identifiers(&provider.document) {
                    let holder = idp_identifier::provider(self.store, pool, &identifier).await?;
                    if holder.as_deref() != Some(&name)
                        && self.still_lists(pool, &name, &identifier).await?
                    {
                        self.found("identity_provider.identifier", pool, text(row, 0));
                    }
                }
            }
        }
        Ok(())
    }

    /// Each identifier's row is in its provider's document.
    async fn identifiers(&mut self, pool: i64) -> Result<(), Error> {
        let mut pages =
            Pages::new(self.store, IDENTIFIERS, vec![pool.into()], vec![Vec::new().into()]);
        while let Some(rows) = pages.next().await? {
            self.progress("idp_identifier", pages.rows());
            for row in &rows {
                let identifier = String::from_utf8_lossy(row.bytes(0)?).into_owned();
                let name = String::from_utf8_lossy(row.bytes(1)?).into_owned();
                if self.still_lists(pool, &name, &identifier).await? {
                    continue;
                }
                let holder = idp_identifier::provider(self.store, pool, &identifier).await?;
                if holder.as_deref() == Some(&name)
                    && !self.still_lists(pool, &name, &identifier).await?
                {
                    self.found("idp_identifier.provider", pool, row_key(row, 1));
                }
            }
        }
        Ok(())
    }

    async fn saml_keys(&mut self, pool: i64) -> Result<(), Error> {
        // The pool's own key comes before the first: it has no owner that could be missing.
        let mut pages = Pages::new(self.store, KEYS, vec![pool.into()], vec![Vec::new().into()]);
        while let Some(rows) = pages.next().await? {
            self.progress("saml_key", pages.rows());
            for row in &rows {
                let owner = String::from_utf8_lossy(row.bytes(0)?).into_owned();
                if !self.has_provider(pool, &owner).await?
                    && self.has_key(pool, row.bytes(0)?).await?
                    && !self.has_provider(pool, &owner).await?
                {
                    self.found("saml_key.provider", pool, text(row, 0));
                }
            }
        }
        Ok(())
    }

    async fn still_lists(&self, pool: i64, name: &str, identifier: &str) -> Result<bool, Error> {
        let found = match identity_provider::find(self.store, pool, name).await {
            Err(Error::Corrupt(_)) => return Ok(true), // Reported by itself.
            found => found?,
        };
        let lists = |document: &cognate_domain::Map| {
            let all = cognate_domain::provider::identifiers(document);
            all.iter().any(|own| own == identifier)
        };
        Ok(found.is_some_and(|provider| lists(&provider.document)))
    }

    async fn has_provider(&self, pool: i64, name: &str) -> Result<bool, Error> {
        match identity_provider::find(self.store, pool, name).await {
            Err(Error::Corrupt(_)) => Ok(true),
            found => Ok(found?.is_some()),
        }
    }

    async fn has_key(&self, pool: i64, owner: &[u8]) -> Result<bool, Error> {
        let params = vec![pool.into(), owner.into()];
        Ok(!self.store.read(Query { sql: KEY, params }).await?.is_empty())
    }
}
