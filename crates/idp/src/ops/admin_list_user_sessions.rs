//! # AdminListUserSessions
//!
//! Lists the sessions of a user over all clients of the pool, the newest first, on one page.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminListUserSessions` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; a pool that does not track sessions
//! (OperationNotEnabledException); a `NextToken`, which no answer gives (InvalidParameterException).
//!
//! Differences from AWS: as ListUserSessions.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{AdminListUserSessionsRequest, AdminListUserSessionsResponse};

use crate::sessions;

pub async fn admin_list_user_sessions(
    caller: Admin,
    req: AdminListUserSessionsRequest,
) -> Result<AdminListUserSessionsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user = caller.user(&pool, &req.username).await?;
    let token = req.next_token.as_deref();
    let sessions = sessions::list(&caller, &pool, &user, token, None).await?;
    Ok(AdminListUserSessionsResponse { sessions: Some(sessions), next_token: None })
}
