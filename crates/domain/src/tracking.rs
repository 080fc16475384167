//! Session tracking: how sessions are named, described and limited.
//!
//! Source: API reference of SetUserPoolSessionConfiguration and ListUserSessions.

mod limit;
mod session_id;
mod user_agent;

pub use limit::{Counted, evicted};
pub use session_id::{SessionKind, parse, text};
pub use user_agent::device_type;

use serde_json::{Value, json};

use crate::Map;
use crate::client::Client;
use crate::member::{object, text as member_text, whole};
use crate::pool::{Pool, Tier};
use crate::refusal::{self, Refusal};

/// `SessionConfiguration` of a pool's document, which DescribeUserPool does not show.
pub(crate) const POOL_MEMBER: &str = "SessionConfiguration";
/// `SSOSession` of a client's document, which DescribeUserPoolClient does not show.
pub(crate) const CLIENT_MEMBER: &str = "SSOSession";

/// What a pool says of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tracking {
    pub enabled: bool,
    /// Token sessions of one user at once, 1-100.
    pub per_user_max: i64,
}

impl Tracking {
    pub(crate) fn read(document: &Map) -> Tracking {
        let set = object(document, POOL_MEMBER);
        Tracking {
            enabled: set.and_then(|set| member_text(set, "UserSessionTracking")) == Some("ENABLED"),
            per_user_max: set.and_then(|set| whole(set, "MaxPerUser")).unwrap_or(20),
        }
    }
}

/// Minutes for which a client reuses an SSO session without asking, 0-129600.
pub fn sso_minutes(client: &Client) -> i64 {
    object(&client.document, CLIENT_MEMBER)
        .and_then(|set| whole(set, "MaxValidityMinutes"))
        .unwrap_or(60)
}

/// SetUserPoolSessionConfiguration: the pool's document with another setting.
pub fn configure_pool(pool: &Pool, tracking: Tracking) -> Result<Map, Refusal> {
    check_tier(pool)?;
    let state = if tracking.enabled { "ENABLED" } else { "DISABLED" };
    let set = json!({ "UserSessionTracking": state, "MaxPerUser": tracking.per_user_max });
    Ok(with(&pool.document, POOL_MEMBER, set))
}

/// SetUserPoolClientSessionConfiguration: the client's document with another setting.
pub fn configure_client(pool: &Pool, client: &Client, minutes: i64) -> Result<Map, Refusal> {
    check_tier(pool)?;
    check_enabled(pool)?;
    Ok(with(&client.document, CLIENT_MEMBER, json!({ "MaxValidityMinutes": minutes })))
}

/// Refuses what makes no sense where sessions are not tracked.
pub fn check_enabled(pool: &Pool) -> Result<(), Refusal> {
    if pool.rules.tracking.enabled {
        return Ok(());
    }
    Err(refusal::operation_not_enabled("Session tracking is not enabled for the user pool."))
}

fn check_tier(pool: &Pool) -> Result<(), Refusal> {
    if pool.rules.tier != Tier::Lite {
        return Ok(());
    }
    Err(refusal::feature_unavailable_in_tier(
        "Session tracking is not available in the LITE tier of the user pool.",
    ))
}

fn with(document: &Map, member: &str, value: Value) -> Map {
    let mut document = document.clone();
    document.insert(member.to_owned(), value);
    document
}
