//! # GetGroup
//!
//! Shows one group.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetGroup` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown group.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{GetGroupRequest, GetGroupResponse};

use crate::groups;

pub async fn get_group(caller: Admin, req: GetGroupRequest) -> Result<GetGroupResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let group = groups::found(&caller, &pool, &req.group_name).await?;
    Ok(GetGroupResponse { group: Some(groups::group_type(&pool, &group)) })
}
