//! Rates that administrators set (GetProvisionedLimit, UpdateProvisionedLimit): for a region of this
//! installation, kept in the store, effective on all nodes within a second.

use std::collections::BTreeMap;
use std::sync::Arc;

use cognate_domain::refusal;
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::provisioned_limit::{self, ProvisionedLimit};

use super::Category;
use crate::configuration;
use crate::cx::Cx;
use crate::error::{Error, Result};

/// How far a rate can be raised above the one that is free: what Service Quotas would be asked for.
pub const TIMES_MAX: i64 = 10;

/// The rates of one category, requests per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub category: Category,
    /// In force, for each pool on each node.
    pub provisioned: i64,
    /// What the category has without an administrator's doing.
    pub free: i64,
}

/// What is set in a region, by the name of the category.
pub type OfRegion = Arc<BTreeMap<String, i64>>;

pub async fn of_region(cx: &Cx, region: &str) -> Result<OfRegion> {
    let caches = cx.caches();
    if caches.are_fresh(cx.clock().wall_ms())
        && let Some(limits) = caches.provisioned.get(region)
    {
        return Ok(limits);
    }
    let before = caches.changes();
    let rows = provisioned_limit::of_region(cx.store(), region).await?;
    let limits: BTreeMap<String, i64> =
        rows.into_iter().map(|limit| (limit.category, limit.rate)).collect();
    let limits = Arc::new(limits);
    caches.keep(&caches.provisioned, region.to_owned(), limits.clone(), before);
    Ok(limits)
}

/// A category's rates in the region of the request.
pub async fn limit(cx: &Cx, category: Category) -> Result<Limit> {
    let free = cx.config().limits.rates.free(category);
    let set = of_region(cx, &cx.occurrence.region).await?;
    let provisioned = set.get(category.as_str()).map_or(free, |rate| free.max(*rate));
    Ok(Limit { category, provisioned, free })
}

/// Sets a category's rate in the region of the request; `audit` goes into the same batch.
///
/// Errors, in order: a category that cannot be adjusted, a rate below the free one
/// (InvalidParameterException); above ten times the free one (ServiceQuotaExceededException).
pub async fn set(cx: &Cx, category: Category, rate: i64, audit: Statement) -> Result<Limit> {
    let name = category.as_str();
    if !category.is_adjustable() {
        return Err(refusal::invalid_parameter(format!(
            "The limit of the category {name} is not adjustable."
        ))
        .into());
    }
    let free = cx.config().limits.rates.free(category);
    let most = free.saturating_mul(TIMES_MAX);
    if rate < free {
        return Err(refusal::invalid_parameter(format!(
            "RequestedLimitValue must be at least the default limit, which is {free}."
        ))
        .into());
    }
    if rate > most {
        return Err(Error::new(
            "ServiceQuotaExceededException",
            format!("RequestedLimitValue exceeds the account's maximum, which is {most}."),
        ));
    }
    let region = &cx.occurrence.region;
    let row = ProvisionedLimit {
        region: region.clone(),
        category: name.to_owned(),
        rate,
        modified: cx.now_ms(),
    };
    let batch = Batch::new().with(provisioned_limit::put(&row)).with(audit);
    match configuration::write(cx, batch, &[configuration::provisioned_limit(cx, region)]).await? {
        Outcome::Committed => Ok(Limit { category, provisioned: rate, free }),
        Outcome::Unmet(what) => Err(Error::internal(what)),
    }
}
