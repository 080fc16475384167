//! # DescribeUserPoolClient
//!
//! Shows every setting of an app client, and its secret; of two secrets the older one.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeUserPoolClient` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it.
//!
//! Differences from AWS: clients cannot register themselves, so `ClientType` is always `REGULAR`.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{
    ClientTypeType, DescribeUserPoolClientRequest, DescribeUserPoolClientResponse,
};

use crate::clients;

pub async fn describe_user_pool_client(
    caller: Admin,
    req: DescribeUserPoolClientRequest,
) -> Result<DescribeUserPoolClientResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let entry = caller.client_of_pool(&pool, &req.client_id).await?;
    let mut shown = clients::described(&pool, &entry.client, entry.first_secret())?;
    shown.client_type = Some(ClientTypeType::Regular);
    Ok(DescribeUserPoolClientResponse { user_pool_client: Some(shown) })
}
