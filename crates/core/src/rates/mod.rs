//! How many requests per second (RL-1, RL-7): AWS's categories of operations, counted for each user
//! pool by each node in memory. A request over the rate is refused before its operation does anything:
//! `TooManyRequestsException`, `Rate exceeded`.
//!
//! A request that names no pool, or none that there is, is counted for the region; so made-up ids have
//! one allowance together, and memory is bounded by the pools there are.

mod bucket;
mod buckets;
mod category;
pub mod provisioned;
mod table;

use cognate_shapes::{identity, idp};
use cognate_wire::Value;

pub use buckets::Buckets;
pub use category::Category;
pub use table::{Rates, UnknownName};

use crate::access_token;
use crate::cx::Cx;
use crate::error::{Error, Result};

/// For whom is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The key of a pool that exists.
    Pool(i64),
    /// Requests of this region that belong to no pool.
    Region(String),
    /// Requests to all identity pools of this region.
    IdentityPools(String),
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    Category(Category),
    /// Answers to challenges have three times the rate of `UserAuthentication` to themselves.
    ChallengeAnswers,
    /// Operations that have a rate of their own, beside their category's.
    Operation(&'static str),
}

const CHALLENGE_ANSWERS_TIMES: i64 = 3;

/// Counts a request of the user pools' or identity pools' API; refuses it when it is one too many.
pub async fn admit(cx: &Cx, request: &Value) -> Result<()> {
    let rates = &cx.config().limits.rates;
    let occurrence = &cx.occurrence;
    if rates.is_off() {
        return Ok(());
    }
    if occurrence.service == identity::SERVICE.name {
        return admit_identity(cx);
    }
    if occurrence.service != idp::SERVICE.name {
        return Ok(());
    }
    let operation = occurrence.operation;
    let (scope, region) = match pool_of(cx, request).await? {
        Some((pool, region)) => (Scope::Pool(pool), region),
        None => (Scope::Region(occurrence.region.clone()), occurrence.region.clone()),
    };
    let category = category_of(operation, request);
    let own = rates.of_operation(operation).map(|rate| (Counted::Operation(operation), rate));
    let Some(category) = category else { return charge(cx, &scope, "", own.as_slice()) };
    let rate = rate_of(cx, &region, category).await?;
    if is_answer(operation) && category == Category::UserAuthentication {
        let answers = rate.map(|rate| (Counted::ChallengeAnswers, rate * CHALLENGE_ANSWERS_TIMES));
        let charges: Vec<_> = own.into_iter().chain(answers).collect();
        if charge(cx, &scope, "", &charges).is_ok() {
            return Ok(());
        }
    }
    let charges: Vec<_> =
        own.into_iter().chain(rate.map(|rate| (Counted::Category(category), rate))).collect();
    charge(cx, &scope, category.as_str(), &charges)
}

/// Identity pools have no categories: AWS counts some of the operations, for all pools of a region.
fn admit_identity(cx: &Cx) -> Result<()> {
    let operation = cx.occurrence.operation;
    let Some(rate) = cx.config().limits.rates.of_operation(operation) else { return Ok(()) };
    let scope = Scope::IdentityPools(cx.occurrence.region.clone());
    charge(cx, &scope, "", &[(Counted::Operation(operation), rate)])
}

/// Counts what is not an operation, such as a sign-in on a page, for the pool of this key.
pub async fn admit_as(cx: &Cx, pool: i64, region: &str, category: Category) -> Result<()> {
    if cx.config().limits.rates.is_off() {
        return Ok(());
    }
    let rate = rate_of(cx, region, category).await?;
    let charges: Vec<_> =
        rate.map(|rate| (Counted::Category(category), rate)).into_iter().collect();
    charge(cx, &Scope::Pool(pool), category.as_str(), &charges)
}

/// All of the charges, or none and an error. `category` is for the metric.
fn charge(
    cx: &Cx,
    scope: &Scope,
    category: &'static str,
    charges: &[(Counted, i64)],
) -> Result<()> {
    if cx.node().buckets().take(scope, charges, cx.now_ms()) {
        return Ok(());
    }
    if !category.is_empty() {
        metrics::counter!("cognate_rate_exceeded_total", "category" => category).increment(1);
    }
    Err(Error::rate_exceeded())
}

/// Requests per second; None: not limited.
async fn rate_of(cx: &Cx, region: &str, category: Category) -> Result<Option<i64>> {
    let Some(configured) = cx.config().limits.rates.of_category(category) else { return Ok(None) };
    let raised = provisioned::of_region(cx, region).await?.get(category.as_str()).copied();
    Ok(Some(raised.map_or(configured, |raised| raised.max(configured))))
}

/// New passwords that a challenge asked for count as recoveries.
fn category_of(operation: &str, request: &Value) -> Option<Category> {
    let challenge = request.get("ChallengeName").and_then(Value::as_text);
    match Category::of_operation(operation)? {
        Category::UserAuthentication if challenge == Some("NEW_PASSWORD_REQUIRED") => {
            Some(Category::UserAccountRecovery)
        }
        category => Some(category),
    }
}

fn is_answer(operation: &str) -> bool {
    matches!(operation, "RespondToAuthChallenge" | "AdminRespondToAuthChallenge")
}

/// The pool that a request is about, as far as it says so unverified, and its region. None for one that
/// does not exist.
async fn pool_of(cx: &Cx, request: &Value) -> Result<Option<(i64, String)>> {
    let text = |name: &str| request.get(name).and_then(Value::as_text);
    let pool = match (text("UserPoolId"), text("ClientId"), text("AccessToken")) {
        (Some(id), _, _) => cx.any_pool(id).await?,
        (_, Some(id), _) => match cx.client(id).await? {
            Some(entry) => cx.pool_by_key(entry.client.pool).await?,
            None => None,
        },
        (_, _, Some(token)) => access_token::claimed_pool(cx, token).await?,
        _ => None,
    };
    Ok(pool.map(|pool| (pool.key, pool.region.clone())))
}
