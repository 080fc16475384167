//! A role for somebody whom an identity provider vouches for.

use cognate_access::arn::Arn;
use cognate_domain::sts::{SessionTags, of_role};

use super::packing::{MadeOf, issue};
use super::role::role_of;
use super::trust::{Asked, lets_in, request_keys};
use super::{Assume, Assumed, Refused, SessionPolicies, WebIdentity};
use crate::authorization;
use crate::cx::Cx;
use crate::session_token::{Federated, Kind};

/// The action of identity pools and OIDC providers.
const WEB_IDENTITY: &str = "sts:AssumeRoleWithWebIdentity";

/// Credentials of a role for a web identity. The trust policy alone decides; no token is made or read.
///
/// Errors, in order: [`Refused::Trust`]; [`Refused::TagSession`]; [`Refused::SetSourceIdentity`];
/// duration; session policies; what is packed is too large.
pub async fn assume_with_web_identity(
    cx: &Cx,
    assume: &Assume<'_>,
    identity: &WebIdentity,
) -> Result<Assumed, Refused> {
    assume_with_identity(cx, assume, identity, WEB_IDENTITY, None).await
}

/// The same for the action by which another kind of provider is trusted: `sts:AssumeRoleWithSAML`.
/// `ends`: when the provider's own session ends, in seconds since the epoch, and this one with it.
pub async fn assume_with_identity(
    cx: &Cx,
    assume: &Assume<'_>,
    identity: &WebIdentity,
    action: &'static str,
    ends: Option<i64>,
) -> Result<Assumed, Refused> {
    let role = role_of(cx, assume.role_arn).await?.ok_or(Refused::Trust(action))?;
    let passed =
        SessionTags { tags: identity.tags.clone(), transitive: identity.transitive.clone() };
    let asked = Asked {
        session_name: assume.session_name,
        external_id: None,
        source_identity: identity.source_identity.as_deref(),
        passed: &passed,
        transitive: &passed.transitive,
        inherited: &[],
    };
    let mut context = authorization::with(
        &authorization::request_context(cx),
        &request_keys(&asked, Some(&role)),
    );
    for (key, values, many) in &identity.keys {
        match (&values[..], many) {
            ([value], false) => context.set(key, value.as_str()),
            _ => context.set_all(key, values.clone()),
        }
    }
    let account = &cx.config().account;
    let allows = |action: &str| lets_in(&role, account, &identity.provider, action, &context);
    if !allows(action) {
        return Err(Refused::Trust(action));
    }
    if !passed.tags.is_empty() && !allows("sts:TagSession") {
        return Err(Refused::TagSession);
    }
    if identity.source_identity.is_some() && !allows("sts:SetSourceIdentity") {
        return Err(Refused::SetSourceIdentity);
    }
    let asked = of_role(assume.duration_seconds, role.max_session_seconds, false)?;
    let now = cx.now_ms().div_euclid(1_000);
    let duration_seconds = ends.map_or(asked, |ends| asked.min((ends - now).max(0)));
    let policies = SessionPolicies { inline: assume.policy, arns: assume.policy_arns };
    policies.check(cx).await?;
    let session_name = assume.session_name;
    let made_of = MadeOf {
        kind: Kind::Role { role_id: role.id.clone(), session_name: session_name.to_owned() },
        duration_seconds,
        policies,
        scope_down: assume.scope_down,
        tags: passed,
        source_identity: identity.source_identity.clone(),
        mfa_at: None,
        federated: Some(Federated {
            provider: identity.provider.clone(),
            keys: identity.keys.iter().filter(|(key, ..)| stays(key)).cloned().collect(),
        }),
        token_bytes_min: assume.token_bytes_min,
    };
    let (credentials, packed_policy_size) = issue(cx, made_of).await?;
    Ok(Assumed {
        credentials,
        session_arn: Arn::assumed_role(account, &role.name, session_name).to_string(),
        assumed_role_id: format!("{}:{session_name}", role.id),
        packed_policy_size,
        role,
    })
}

/// Of what a provider says, most is for the trust policy only.
fn stays(key: &str) -> bool {
    match key.rsplit_once(':') {
        Some(("saml", name)) => ["namequalifier", "sub", "sub_type"].contains(&name),
        Some((_, claim)) => ["amr", "aud", "id", "sub"].contains(&claim),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_keys_outlive_the_request() {
        for (key, outlives) in [
            ("cognito-identity.amazonaws.com:sub", true),
            ("cognito-identity.amazonaws.com:amr", true),
            ("graph.facebook.com:id", true),
            ("graph.facebook.com:app_id", false),
            ("accounts.google.com:oaud", false),
            ("saml:sub", true),
            ("saml:sub_type", true),
            ("saml:aud", false),
            ("issuer.example:8443/a:aud", true),
        ] {
            assert_eq!(stays(key), outlives, "{key}");
        }
    }
}
