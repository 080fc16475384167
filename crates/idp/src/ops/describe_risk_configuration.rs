//! # DescribeRiskConfiguration
//!
//! Shows what a pool, or one of its clients, does at which risk. A client without a configuration of its
//! own has the pool's.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeRiskConfiguration` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; a pool without threat protection
//! (UserPoolAddOnNotEnabledException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{DescribeRiskConfigurationRequest, DescribeRiskConfigurationResponse};
use cognate_store::records::risk_configuration;

use crate::auth_events::refuse_without_protection;
use crate::risk::shown;

pub async fn describe_risk_configuration(
    caller: Admin,
    req: DescribeRiskConfigurationRequest,
) -> Result<DescribeRiskConfigurationResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let client = req.client_id.as_deref();
    if let Some(client) = client {
        caller.client_of_pool(&pool, client).await?;
    }
    refuse_without_protection(&pool)?;
    let name = client.unwrap_or_default();
    let (own, general) = risk_configuration::for_client(caller.store(), pool.key, name).await?;
    let risk_configuration = match own {
        Some(own) => shown(&pool, client, Some(own))?,
        None => shown(&pool, None, general)?,
    };
    Ok(DescribeRiskConfigurationResponse { risk_configuration })
}
