//! # UpdateAssumeRolePolicy
//!
//! Replaces the trust policy of a role. Sessions that exist go on.
//!
//! Caller: an IAM principal allowed `iam:UpdateAssumeRolePolicy` on the role.
//!
//! Changes: the role, for sessions from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role (NoSuchEntity); a role that a service owns (UnmodifiableEntity); no
//! trust policy, an unknown principal in it, or tokens of every identity pool let in
//! (MalformedPolicyDocument); a trust policy that is too long (LimitExceeded); others kept changing the
//! role meanwhile (Throttling).
//!
//! Differences from AWS: a trust policy that lets in `cognito-identity.amazonaws.com` must name the
//! identity pools by `cognito-identity.amazonaws.com:aud`; in development this is only a warning.
//! Principals of other accounts are unknown.

use cognate_core::iam::{Change, Done, TRIES, entity, trust};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::UpdateAssumeRolePolicyRequest;

use crate::entities::Whose;
use crate::roles;

pub async fn update_assume_role_policy(
    caller: Admin,
    req: UpdateAssumeRolePolicyRequest,
) -> Result<()> {
    for _ in 0..TRIES {
        let mut role = Whose::Role(&req.role_name).found(&caller).await?;
        roles::modifiable(&role)?;
        let ids = roles::trusted(&caller, &req.role_name, &req.policy_document).await?;
        trust::set(&mut role, &req.policy_document, &ids);
        let change = Change::new(&caller).update(&role);
        let target = format!("role {}", entity::name(&role));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
