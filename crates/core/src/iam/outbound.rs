//! Outbound web identity federation: whether principals of the account may have tokens that say who they
//! are (`GetWebIdentityToken`). A switch of the account, off at first.

use serde_json::{Value as Json, json};

use cognate_store::records::iam_entity::{Entity, Kind};

use crate::cx::Cx;
use crate::error::Result;

/// The member of the account's document.
const SWITCH: &str = "OutboundWebIdentityFederation";

pub async fn is_enabled(cx: &Cx) -> Result<bool> {
    let account = cx.iam_entity(Kind::Account, "").await?;
    Ok(account.is_some_and(|account| account.document.get(SWITCH) == Some(&Json::Bool(true))))
}

/// Turns the switch in the account's document; what it was before.
pub fn turn(account: &mut Entity, enabled: bool) -> bool {
    let before = account.document.insert(SWITCH.to_owned(), json!(enabled));
    before == Some(Json::Bool(true))
}
