//! What the operations on pools share.

use cognate_core::document;
use cognate_core::identity_pools::IdentityPool;
use cognate_core::{Cx, Result, identity_pools};
use cognate_domain::Map;
use cognate_domain::identity_pool::{self as rules, Site};
use cognate_shapes::identity::IdentityPool as Shown;

/// The pool as Create, Describe and Update answer it.
pub fn shown(id: &str, document: &Map) -> Result<Shown> {
    document::read(rules::describe(id, document))
}

/// The document after UpdateIdentityPool.
pub fn updated(cx: &Cx, pool: &IdentityPool, request: &Map) -> Result<Map> {
    let max = cx.config().limits.user_pools_per_identity_pool_max;
    Ok(rules::update(&pool.document, request, site(cx), max)?)
}

pub fn site(cx: &Cx) -> Site<'_> {
    identity_pools::site(cx)
}
