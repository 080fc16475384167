//! # PutUserPolicy
//!
//! Gives the user an inline policy, or replaces the one of that name.
//!
//! Caller: an IAM principal allowed `iam:PutUserPolicy` on the user.
//!
//! Changes: the user, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a document that is no policy of an identity (MalformedPolicyDocument); an unknown
//! user (NoSuchEntity); all inline policies of the user together are too long (LimitExceeded); others
//! kept changing the user meanwhile (Throttling).
//!
//! Differences from AWS: names of inline policies are told apart by case.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::PutUserPolicyRequest;

use crate::entities::Whose;
use crate::inline;

pub async fn put_user_policy(caller: Admin, req: PutUserPolicyRequest) -> Result<()> {
    inline::put(&caller, Whose::User(&req.user_name), &req.policy_name, &req.policy_document).await
}
