//! What the operations on domains share.

use cognate_core::{Cx, Result, domains};
use cognate_domain::Pool;
use cognate_domain::domain_name::{self, Domain, Kind};
use cognate_store::records::domain;

/// `CloudFrontDomain`: where a custom domain's DNS entry points to. None for prefixes.
pub fn target(cx: &Cx, name: &str) -> Option<String> {
    match domain_name::kind(name) {
        Kind::Prefix => None,
        Kind::Custom => Some(domains::public_host(cx.config()).to_owned()),
    }
}

/// `ManagedLoginVersion` of a domain.
pub fn managed_login(domain: &Domain) -> Option<i64> {
    domain.document.get("ManagedLoginVersion").and_then(serde_json::Value::as_i64)
}

/// The domain that the request names together with its pool.
pub async fn of_pool(cx: &Cx, pool: &Pool, name: &str) -> Result<Domain> {
    let row = domain::find(cx.store(), &domains::key(&pool.region, name)).await?;
    Ok(domain_name::of_pool(row.map(domains::of_row), pool)?)
}
