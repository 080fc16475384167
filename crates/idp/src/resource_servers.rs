//! What the operations on resource servers share.

use cognate_core::{Cx, Result};
use cognate_domain::{Pool, resource_server as rules};
use cognate_shapes::idp::ResourceServerType;
use cognate_store::records::resource_server::{self, ResourceServer};

use crate::document;

/// The pool's server of this identifier, as it is in the store.
pub async fn found(cx: &Cx, pool: &Pool, identifier: &str) -> Result<ResourceServer> {
    let server = resource_server::find(cx.store(), pool.key, identifier).await?;
    server.ok_or_else(|| rules::not_found(identifier).into())
}

/// The server that the pool has by itself, if it has this one.
pub fn managed(pool: &Pool, identifier: &str) -> Option<ResourceServer> {
    let document = rules::managed(pool).filter(|_| identifier == rules::REGISTRATION)?;
    Some(ResourceServer {
        pool: pool.key,
        identifier: identifier.to_owned(),
        document,
        version: 0,
        created: pool.created,
        modified: pool.created,
    })
}

/// The server in the shape that operations answer.
pub fn shown(pool: &Pool, server: &ResourceServer) -> Result<ResourceServerType> {
    document::read(rules::describe(pool, &server.identifier, &server.document))
}
