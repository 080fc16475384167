//! # DeleteUserPolicy
//!
//! Takes an inline policy from the user.
//!
//! Caller: an IAM principal allowed `iam:DeleteUserPolicy` on the user.
//!
//! Changes: the user, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown user (NoSuchEntity); no policy of that name (NoSuchEntity); others kept
//! changing the user meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DeleteUserPolicyRequest;

use crate::entities::Whose;
use crate::inline;

pub async fn delete_user_policy(caller: Admin, req: DeleteUserPolicyRequest) -> Result<()> {
    inline::delete(&caller, Whose::User(&req.user_name), &req.policy_name).await
}
