//! # DeleteGroupPolicy
//!
//! Takes an inline policy from the group.
//!
//! Caller: an IAM principal allowed `iam:DeleteGroupPolicy` on the group.
//!
//! Changes: the group, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown group (NoSuchEntity); no policy of that name (NoSuchEntity); others kept
//! changing the group meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DeleteGroupPolicyRequest;

use crate::entities::Whose;
use crate::inline;

pub async fn delete_group_policy(caller: Admin, req: DeleteGroupPolicyRequest) -> Result<()> {
    inline::delete(&caller, Whose::Group(&req.group_name), &req.policy_name).await
}
