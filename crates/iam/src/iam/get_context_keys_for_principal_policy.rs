//! # GetContextKeysForPrincipalPolicy
//!
//! Names the condition keys that the policies of a user, group or role depend on, its boundary and
//! further policies included.
//!
//! Caller: an IAM principal allowed `iam:GetContextKeysForPrincipalPolicy` on the user, group or role.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: the ARN of something else than a user, group or role (InvalidInput); an unknown
//! one (NoSuchEntity); a policy that does not parse (InvalidInput). Policies that are stored broken
//! have no keys.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{
    GetContextKeysForPolicyResponse, GetContextKeysForPrincipalPolicyRequest,
};

use crate::simulation::{Part, Source, context_keys, inputs};

pub async fn get_context_keys_for_principal_policy(
    caller: Admin,
    req: GetContextKeysForPrincipalPolicyRequest,
) -> Result<GetContextKeysForPolicyResponse> {
    let source = Source::find(&caller, &req.policy_source_arn).await?;
    let given = inputs(req.policy_input_list.as_deref().unwrap_or_default())?;
    let held = source.policies().iter().map(|held| &**held).chain(source.boundary());
    let parts: Vec<Part> = held.filter_map(|held| Part::held(held).ok()).chain(given).collect();
    let keys = context_keys(parts.iter());
    Ok(GetContextKeysForPolicyResponse { context_key_names: Some(keys) })
}
