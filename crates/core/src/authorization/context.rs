//! The condition keys that every request has.

use cognate_access::policy::Context;
use cognate_wire::timestamp::to_iso;

use crate::call::{Principal, Who};
use crate::cx::Cx;
use crate::session_token::{Kind, Session};

/// The global condition keys of a request that nobody signed.
pub fn request_context(cx: &Cx) -> Context {
    let mut context = Context::at(cx.now_ms());
    let occurrence = &cx.occurrence;
    context.set("aws:SourceIp", occurrence.source.to_string());
    context.set("aws:SecureTransport", cx.config().base_url.starts_with("https:").to_string());
    context.set("aws:RequestedRegion", occurrence.region.as_str());
    if let Some(agent) = &occurrence.user_agent {
        context.set("aws:UserAgent", agent.as_str());
    }
    if let Some(referer) = &occurrence.referer {
        context.set("aws:Referer", referer.as_str());
    }
    context.set("aws:ViaAWSService", "false");
    context
}

/// The global condition keys, and those that a session brings along.
pub fn context(cx: &Cx, principal: &Principal) -> Context {
    let mut context = request_context(cx);
    context.set("aws:PrincipalArn", principal.policy_arn());
    context.set("aws:PrincipalAccount", principal.account.as_str());
    context.set("aws:PrincipalType", kind(principal));
    context.set("aws:PrincipalIsAWSService", "false");
    context.set("aws:userid", principal.id.as_str());
    if let Who::User { user, .. } = &principal.who {
        context.set("aws:username", user.name.as_str());
    }
    let own = principal.subject().map_or(&[][..], |subject| &subject.tags);
    for (key, value) in own {
        context.set(&format!("aws:PrincipalTag/{key}"), value.as_str());
    }
    if let Some(session) = principal.session() {
        add_session(&mut context, session, cx.now_ms());
    }
    context
}

fn kind(principal: &Principal) -> &'static str {
    match principal.who {
        Who::Root { .. } => "Account",
        Who::User { .. } => "User",
        Who::Role { .. } => "AssumedRole",
        Who::FederatedUser { .. } => "FederatedUser",
    }
}

fn add_session(context: &mut Context, session: &Session, now_ms: i64) {
    context.set("aws:TokenIssueTime", to_iso(session.issued_at * 1_000));
    context.set("aws:MultiFactorAuthPresent", session.mfa_at.is_some().to_string());
    if let Some(at) = session.mfa_at {
        context.set("aws:MultiFactorAuthAge", (now_ms.div_euclid(1_000) - at).to_string());
    }
    if session.kind == Kind::Root {
        // Only AssumeRoot makes sessions of the root with policies.
        context.set("aws:AssumedRoot", (!session.policy_arns.is_empty()).to_string());
    }
    if let Some(source) = &session.source_identity {
        context.set("aws:SourceIdentity", source.as_str());
    }
    if let Some(federated) = &session.federated {
        // A role assumed from a federated session is itself nobody's federation.
        if !federated.provider.is_empty() {
            context.set("aws:FederatedProvider", federated.provider.as_str());
        }
        for (key, values, many) in &federated.keys {
            match (&values[..], many) {
                ([value], false) => context.set(key, value.as_str()),
                _ => context.set_all(key, values.clone()),
            }
        }
    }
    // A session's tags stand before those of its role or user.
    for (key, value) in &session.tags {
        context.set(&format!("aws:PrincipalTag/{key}"), value.as_str());
    }
}
