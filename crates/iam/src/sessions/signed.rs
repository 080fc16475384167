//! May the caller, who signed, have a session of this role? The role's trust policy and the caller's own
//! policies decide together.

use std::sync::LazyLock;

use cognate_access::policy::{Attached, Kind, OfResource, Policy};
use cognate_core::authorization::{self, denied, policies_of};
use cognate_core::iam::Subject;
use cognate_core::sts::{Asked, request_keys};
use cognate_core::{Identified, Result};

/// A role as it was asked for.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub arn: &'a str,
    /// None: there is no such role, which nobody may learn.
    pub role: Option<&'a Subject>,
    pub asked: Asked<'a>,
    /// The request came with a right MFA code.
    pub with_mfa: bool,
}

/// `AccessDenied` for the first of the actions that is not allowed on the role.
pub async fn allowed(caller: &Identified, wanted: &Wanted<'_>, actions: &[&str]) -> Result<()> {
    let principal = &caller.principal;
    let gathered = policies_of(caller, principal).await?;
    let global = authorization::context(caller, principal);
    let mut context = authorization::with(&global, &request_keys(&wanted.asked, wanted.role));
    if wanted.with_mfa {
        context.set("aws:MultiFactorAuthPresent", "true");
        context.set("aws:MultiFactorAuthAge", "0");
    }
    let trust = wanted.role.and_then(|role| role.trust.as_deref());
    let trust =
        trust.and_then(|held| held.policy.as_ref().ok().map(|policy| (&held.id[..], policy)));
    let (id, policy) = trust.unwrap_or(("", &NOBODY));
    let own_say = OfResource::Trust(Attached { id, policy });
    for action in actions {
        let decision = gathered.decide((action, wanted.arn), &context, own_say);
        if !decision.is_allowed() {
            let about = (*action, wanted.arn);
            return Err(denied(caller, principal, about, &decision, &context).await);
        }
    }
    Ok(())
}

/// The trust policy of roles that do not exist, or whose own does not parse.
static NOBODY: LazyLock<Policy> = LazyLock::new(|| {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow",
        "Principal":{"AWS":"AROANOBODYNOBODYNOBOD"},"Action":"sts:AssumeRole"}}"#;
    Policy::parse(text, Kind::Trust, "aws").expect("the policy is well formed")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_parses() {
        assert_eq!(NOBODY.kind(), Kind::Trust);
    }
}
