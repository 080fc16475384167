//! # GetLogDeliveryConfiguration
//!
//! Shows where the events of a pool are delivered.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetLogDeliveryConfiguration` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{
    GetLogDeliveryConfigurationRequest, GetLogDeliveryConfigurationResponse,
};
use cognate_store::records::log_delivery;

use crate::log_delivery::shown;

pub async fn get_log_delivery_configuration(
    caller: Admin,
    req: GetLogDeliveryConfigurationRequest,
) -> Result<GetLogDeliveryConfigurationResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let configurations = log_delivery::find(caller.store(), pool.key).await?;
    let log_delivery_configuration = Some(shown(&pool, configurations)?);
    Ok(GetLogDeliveryConfigurationResponse { log_delivery_configuration })
}
