//! # SetRiskConfiguration
//!
//! Sets what a pool, or one of its clients, does at which risk. The call replaces what was there; with
//! ids only, the pool's defaults apply again, or the client inherits again.
//!
//! Caller: an IAM principal allowed `cognito-idp:SetRiskConfiguration` on the pool.
//!
//! Changes: the configuration; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; a pool without threat protection
//! (UserPoolAddOnNotEnabledException); notifications without a sender, ranges that are none or in both
//! lists (InvalidParameterException).
//!
//! Differences from AWS: sign-ins from `BlockedIPRangeList` are refused in pools that enforce; the other
//! parts are kept and shown, and take effect with the risk score, which this version does not have.
//! `SourceArn` is not looked up.

use cognate_core::pools::not_found;
use cognate_core::{Admin, Result, audit, configuration};
use cognate_domain::risk;
use cognate_shapes::idp::{SetRiskConfigurationRequest, SetRiskConfigurationResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::risk_configuration::{self, RiskConfiguration};
use cognate_store::records::user_pool;

use crate::auth_events::refuse_without_protection;
use crate::document;
use crate::risk::shown;

pub async fn set_risk_configuration(
    caller: Admin,
    req: SetRiskConfigurationRequest,
) -> Result<SetRiskConfigurationResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    if let Some(client) = &req.client_id {
        caller.client_of_pool(&pool, client).await?;
    }
    refuse_without_protection(&pool)?;
    let document = risk::accept(&document::of(&req))?;
    let client = req.client_id.as_deref();
    let name = client.unwrap_or_default();
    let set = RiskConfiguration {
        pool: pool.key,
        client: name.to_owned(),
        document,
        modified: caller.now_ms(),
    };
    let resets = set.document.is_empty();
    let statement = match resets {
        true => risk_configuration::delete(pool.key, name),
        false => risk_configuration::put(&set),
    };
    let target = client.unwrap_or(&pool.id);
    let batch = Batch::new()
        .with(user_pool::check_live(&pool.id))
        .with(statement)
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), target));
    let changes = [configuration::risk(&caller, pool.key, name)];
    match configuration::write(&caller, batch, &changes).await? {
        Outcome::Committed => {
            let risk_configuration = shown(&pool, client, Some(set).filter(|_| !resets))?;
            Ok(SetRiskConfigurationResponse { risk_configuration })
        }
        Outcome::Unmet(_) => Err(not_found(&pool.id)),
    }
}
