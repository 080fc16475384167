//! # GetContextKeysForCustomPolicy
//!
//! Names the condition keys that policies depend on, variables included.
//!
//! Caller: an IAM principal allowed `iam:GetContextKeysForCustomPolicy` on `*`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a policy that does not parse (InvalidInput).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponse};

use crate::simulation::{context_keys, inputs};

pub async fn get_context_keys_for_custom_policy(
    _caller: Admin,
    req: GetContextKeysForCustomPolicyRequest,
) -> Result<GetContextKeysForPolicyResponse> {
    let keys = context_keys(inputs(&req.policy_input_list)?.iter());
    Ok(GetContextKeysForPolicyResponse { context_key_names: Some(keys) })
}
