//! # PutRolePolicy
//!
//! Gives the role an inline policy, or replaces the one of that name.
//!
//! Caller: an IAM principal allowed `iam:PutRolePolicy` on the role.
//!
//! Changes: the role, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a document that is no policy of an identity (MalformedPolicyDocument); an unknown
//! role (NoSuchEntity); a role that a service owns (UnmodifiableEntity); all inline policies of the role
//! together are too long (LimitExceeded); others kept changing the role meanwhile (Throttling).
//!
//! Differences from AWS: names of inline policies are told apart by case.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::PutRolePolicyRequest;

use crate::entities::Whose;
use crate::inline;

pub async fn put_role_policy(caller: Admin, req: PutRolePolicyRequest) -> Result<()> {
    inline::put(&caller, Whose::Role(&req.role_name), &req.policy_name, &req.policy_document).await
}
