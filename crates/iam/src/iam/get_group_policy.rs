//! # GetGroupPolicy
//!
//! Shows an inline policy of the group. The document is URL-encoded.
//!
//! Caller: an IAM principal allowed `iam:GetGroupPolicy` on the group.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown group; no policy of that name (NoSuchEntity).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetGroupPolicyRequest, GetGroupPolicyResponse};

use crate::entities::Whose;
use crate::inline;

pub async fn get_group_policy(
    caller: Admin,
    req: GetGroupPolicyRequest,
) -> Result<GetGroupPolicyResponse> {
    let (group_name, policy_document) =
        inline::get(&caller, Whose::Group(&req.group_name), &req.policy_name).await?;
    Ok(GetGroupPolicyResponse { group_name, policy_name: req.policy_name, policy_document })
}
