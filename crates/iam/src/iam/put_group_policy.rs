//! # PutGroupPolicy
//!
//! Gives the group an inline policy, or replaces the one of that name.
//!
//! Caller: an IAM principal allowed `iam:PutGroupPolicy` on the group.
//!
//! Changes: the group, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a document that is no policy of an identity (MalformedPolicyDocument); an unknown
//! group (NoSuchEntity); all inline policies of the group together are too long (LimitExceeded); others
//! kept changing the group meanwhile (Throttling).
//!
//! Differences from AWS: names of inline policies are told apart by case.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::PutGroupPolicyRequest;

use crate::entities::Whose;
use crate::inline;

pub async fn put_group_policy(caller: Admin, req: PutGroupPolicyRequest) -> Result<()> {
    inline::put(&caller, Whose::Group(&req.group_name), &req.policy_name, &req.policy_document)
        .await
}
