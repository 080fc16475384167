//! # DescribeResourceServer
//!
//! Shows one resource server.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeResourceServer` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown resource server.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{DescribeResourceServerRequest, DescribeResourceServerResponse};

use crate::resource_servers;

pub async fn describe_resource_server(
    caller: Admin,
    req: DescribeResourceServerRequest,
) -> Result<DescribeResourceServerResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let server = match resource_servers::managed(&pool, &req.identifier) {
        Some(server) => server,
        None => resource_servers::found(&caller, &pool, &req.identifier).await?,
    };
    let resource_server = resource_servers::shown(&pool, &server)?;
    Ok(DescribeResourceServerResponse { resource_server })
}
