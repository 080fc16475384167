//! # DeletePolicy
//!
//! Deletes a customer managed policy that nobody holds and that has no version but its default one.
//!
//! Caller: an IAM principal allowed `iam:DeletePolicy` on the policy.
//!
//! Changes: the policy is gone. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy, or of one of AWS (InvalidInput); an unknown policy
//! (NoSuchEntity); somebody holds it, or has it as boundary; other versions (DeleteConflict); others
//! kept changing the policy meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::DeletePolicyRequest;

use crate::entities::Whose;
use crate::{faults, policies};

pub async fn delete_policy(caller: Admin, req: DeletePolicyRequest) -> Result<()> {
    policies::customers(&req.policy_arn)?;
    for _ in 0..TRIES {
        let policy = Whose::Policy(&req.policy_arn).found(&caller).await?;
        if policies::usage(&caller, &req.policy_arn).await? != (0, 0) {
            let text = "Cannot delete a policy attached to entities.";
            return Err(faults::delete_conflict(text));
        }
        if policies::versions(&policy).len() > 1 {
            return Err(faults::delete_conflict(
                "This policy has more than one version. Before you delete a policy, you must delete \
                 the policy's versions. The default version is deleted with the policy.",
            ));
        }
        let change = Change::new(&caller).delete(&policy);
        let target = format!("policy {}", entity::name(&policy));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
