//! # GetRolePolicy
//!
//! Shows an inline policy of the role. The document is URL-encoded.
//!
//! Caller: an IAM principal allowed `iam:GetRolePolicy` on the role.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role; no policy of that name (NoSuchEntity).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetRolePolicyRequest, GetRolePolicyResponse};

use crate::entities::Whose;
use crate::inline;

pub async fn get_role_policy(
    caller: Admin,
    req: GetRolePolicyRequest,
) -> Result<GetRolePolicyResponse> {
    let (role_name, policy_document) =
        inline::get(&caller, Whose::Role(&req.role_name), &req.policy_name).await?;
    Ok(GetRolePolicyResponse { role_name, policy_name: req.policy_name, policy_document })
}
