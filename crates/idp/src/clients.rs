//! What the operations on app clients and their secrets share.

use cognate_core::clients::secret_aad;
use cognate_core::keys::PoolKeys;
use cognate_core::{Cx, Error, Result};
use cognate_domain::client::{self, Head, Known};
use cognate_domain::{Client, Map, Pool, id};
use cognate_shapes::idp::{ClientSecretDescriptorType, UserPoolClientType};
use cognate_store::records::client_secret::ClientSecret;
use cognate_wire::Timestamp;

use crate::document;

/// What a client may refer to. Identity providers and resource servers cannot be made yet.
pub const KNOWN: Known<'static> = Known { providers: &[], scopes: &[] };

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
