//! # GetUserPolicy
//!
//! Shows an inline policy of the user. The document is URL-encoded.
//!
//! Caller: an IAM principal allowed `iam:GetUserPolicy` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown user; no policy of that name (NoSuchEntity).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetUserPolicyRequest, GetUserPolicyResponse};

use crate::entities::Whose;
use crate::inline;

pub async fn get_user_policy(
    caller: Admin,
    req: GetUserPolicyRequest,
) -> Result<GetUserPolicyResponse> {
    let (user_name, policy_document) =
        inline::get(&caller, Whose::User(&req.user_name), &req.policy_name).await?;
    Ok(GetUserPolicyResponse { user_name, policy_name: req.policy_name, policy_document })
}
