//! What the operations on app clients and their secrets share.

use std::collections::BTreeSet;

use cognate_core::clients::secret_aad;
use cognate_core::keys::PoolKeys;
use cognate_core::{Cx, Error, Result};
use cognate_domain::client::{self, Head, Known, KnownProvider};
use cognate_domain::{Client, Map, Pool, id, provider, resource_server};
use cognate_shapes::idp::{ClientSecretDescriptorType, UserPoolClientType};
use cognate_store::records::client_secret::ClientSecret;
use cognate_store::records::{identity_provider, resource_server as record};
use cognate_wire::Timestamp;

use crate::{document, resource_servers};

/// Which of the identity providers and scopes that a request names exist in the pool now. They may be
/// deleted at any moment: a client keeps their names, which mean nothing then.
pub struct Existing {
    providers: Vec<(String, provider::Kind, bool)>,
    scopes: Vec<String>,
}

impl Existing {
    pub async fn of(cx: &Cx, pool: &Pool, request: &Map) -> Result<Existing> {
        let referred = client::referred(request);
        let mut providers = Vec::new();
        for name in referred.providers {
            if let Some(row) = identity_provider::find(cx.store(), pool.key, name).await? {
                let provider = cognate_core::providers::open(cx, &row).await?;
                providers.push((row.name, provider.kind, provider.is_idp_initiated()));
            }
        }
        let mut scopes = Vec::new();
        let named = referred.scopes.into_iter().filter_map(resource_server::identifier_of);
        for identifier in named.collect::<BTreeSet<_>>() {
            if let Some(server) = resource_servers::managed(pool, identifier) {
                scopes.extend(resource_server::scopes(identifier, &server.document));
            } else if let Some(server) = record::find(cx.store(), pool.key, identifier).await? {
                scopes.extend(resource_server::scopes(identifier, &server.document));
            }
        }
        Ok(Existing { providers, scopes })
    }

    /// Hands them to a rule.
    pub fn tell<T>(&self, rule: impl FnOnce(&Known) -> T) -> T {
        let providers: Vec<KnownProvider> = self
            .providers
            .iter()
            .map(|(name, kind, idp_initiated)| KnownProvider {
                name,
                kind: *kind,
                idp_initiated: *idp_initiated,
            })
            .collect();
        let scopes: Vec<&str> = self.scopes.iter().map(String::as_str).collect();
        rule(&Known { providers: &providers, scopes: &scopes })
    }
}

/// The client as the control plane shows it, with its (oldest) secret.
pub fn described(pool: &Pool, client: &Client, secret: Option<&str>) -> Result<UserPoolClientType> {
    let shown: UserPoolClientType = document::read(client::describe(pool, client))?;
    Ok(UserPoolClientType {
        client_secret: secret.map(str::to_owned),
        creation_date: Some(Timestamp(client.created)),
        last_modified_date: Some(Timestamp(client.modified)),
        ..shown
    })
}

/// The client with another document, modified now.
pub fn changed(client: &Client, document: Map, now_ms: i64) -> Result<Client> {
    let head = Head {
        pool: client.pool,
        id: client.id.clone(),
        version: client.version,
        created: client.created,
        modified: now_ms,
    };
    Client::assemble(head, document).map_err(Error::internal)
}

/// The row of a secret: sealed for its place, named after its client and time.
pub fn secret_row(
    cx: &Cx,
    keys: &PoolKeys,
    client_id: &str,
    value: &str,
    created: i64,
) -> ClientSecret {
    let id = id::secret_id(client_id, created);
    let aad = secret_aad(&cx.config().account, keys.pool, &id);
    let sealed = keys.client_secret.seal(cx.random(), &aad, value.as_bytes());
    ClientSecret { pool: keys.pool, client: client_id.to_owned(), id, sealed, created }
}

/// A secret without its value.
pub fn descriptor(row: &ClientSecret) -> ClientSecretDescriptorType {
    ClientSecretDescriptorType {
        client_secret_id: Some(row.id.clone()),
        client_secret_value: None,
        client_secret_create_date: Some(Timestamp(row.created)),
    }
}
