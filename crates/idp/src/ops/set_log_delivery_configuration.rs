//! # SetLogDeliveryConfiguration
//!
//! Sets where messages that could not be delivered, and what users did, are reported. The call replaces
//! what was there; an empty list ends all deliveries.
//!
//! Caller: an IAM principal allowed `cognito-idp:SetLogDeliveryConfiguration` on the pool.
//!
//! Changes: the configuration; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a source twice, a level or a destination that the source does not
//! have (InvalidParameterException); users' events in a tier below PLUS
//! (FeatureUnavailableInTierException).
//!
//! Differences from AWS: destinations are names. Whatever an ARN says, records go where the operator's
//! settings `logs.folder` or `logs.collector` say, as lines of JSON in a file named after the ARN, or
//! with the ARN in a header.

use cognate_core::pools::not_found;
use cognate_core::{Admin, Result, audit, configuration};
use cognate_domain::log_delivery as rules;
use cognate_shapes::idp::{
    SetLogDeliveryConfigurationRequest, SetLogDeliveryConfigurationResponse,
};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{log_delivery, user_pool};
use serde_json::Value;

use crate::document;
use crate::log_delivery::shown;

pub async fn set_log_delivery_configuration(
    caller: Admin,
    req: SetLogDeliveryConfigurationRequest,
) -> Result<SetLogDeliveryConfigurationResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let request = document::of(&req);
    let configurations =
        request.get("LogConfigurations").and_then(Value::as_array).cloned().unwrap_or_default();
    rules::check(&configurations, pool.rules.tier)?;
    let batch = Batch::new()
        .with(user_pool::check_live(&pool.id))
        .with(log_delivery::put(pool.key, &configurations, caller.now_ms()))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), &pool.id));
    let changes = [configuration::log_delivery(&caller, pool.key)];
    match configuration::write(&caller, batch, &changes).await? {
        Outcome::Committed => {
            let log_delivery_configuration = Some(shown(&pool, configurations)?);
            Ok(SetLogDeliveryConfigurationResponse { log_delivery_configuration })
        }
        Outcome::Unmet(_) => Err(not_found(&pool.id)),
    }
}
