//! # AssumeRole
//!
//! Gives temporary credentials of a role to whom its trust policy, and the caller's own policies, allow
//! it. What the role may do is read whenever the credentials are used; session policies, tags and the
//! source identity are in the session token.
//!
//! Caller: an IAM user, or a session of a user or role; not the root. The trust policy must allow
//! `sts:AssumeRole`. If it names the user, role or session itself that is enough; if it names the
//! account, the caller's policies must allow it on the role, too. Tags, passed or inherited, need
//! `sts:TagSession` in the same way, a source identity `sts:SetSourceIdentity`.
//!
//! Changes: nothing; an MFA code is used up.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: the root's credentials (AccessDenied); a provided context; tags that repeat a key in another case, have a reserved one, or a transitive key
//! that is no tag's (ValidationError); an incomplete, unknown or wrong MFA code (AccessDenied); a role
//! that is unknown, or a trust policy or policy that does not allow it; tags or a source identity that
//! are not allowed; another source identity than the session's (AccessDenied); a duration above the
//! role's maximum, or above an hour for credentials that are temporary themselves; a tag that the session
//! hands on already (ValidationError); session policies that are too long (ValidationError), malformed
//! (MalformedPolicyDocument) or unknown (ValidationError); PackedPolicyTooLarge.
//!
//! Differences from AWS: `ProvidedContexts` is refused, because nobody makes context assertions here;
//! `SessionTokenUtilization` and `SessionTokenSize` are not answered; how much of the room policies and
//! tags take (`PackedPolicySize`) is reckoned differently.

use cognate_access::arn::Arn;
use cognate_core::authorization::access_denied;
use cognate_core::session_token::Kind;
use cognate_core::sts::{Asked, MadeOf, SessionPolicies, issue, role_of, still_said, tags_of};
use cognate_core::{Error, Identified, Result};
use cognate_domain::Refusal;
use cognate_domain::sts::{SourceIdentityKept, chained, handed_on, kept, of_role};
use cognate_shapes::sts::{AssumeRoleRequest, AssumeRoleResponse, AssumedRoleUser};

use crate::sessions::{self, Given, Wanted};

pub async fn assume_role(caller: Identified, req: AssumeRoleRequest) -> Result<AssumeRoleResponse> {
    if caller.principal.is_root() {
        return Err(access_denied(&caller, "Roles may not be assumed by root accounts."));
    }
    if req.provided_contexts.as_ref().is_some_and(|contexts| !contexts.is_empty()) {
        let text = "ProvidedContexts: no provider of context assertions is known here.";
        return Err(Error::new("ValidationError", text));
    }
    let passed = sessions::passed(req.tags, req.transitive_tag_keys)?;
    let given = Given { serial: req.serial_number.as_deref(), code: req.token_code.as_deref() };
    let mfa_at = sessions::verified_at(&caller, given).await?;

    let session = caller.principal.session().cloned();
    let session = session.as_deref();
    let inherited = session.map(|session| handed_on(&tags_of(session))).unwrap_or_default();
    let source = kept(
        req.source_identity.clone(),
        session.and_then(|session| session.source_identity.as_deref()),
    );
    let source_identity = match &source {
        SourceIdentityKept::Set(name) => Some(name.as_str()),
        SourceIdentityKept::Nobody | SourceIdentityKept::Changed => req.source_identity.as_deref(),
    };
    let transitive: Vec<String> =
        inherited.transitive.iter().chain(&passed.transitive).cloned().collect();
    let role = role_of(&caller, &req.role_arn).await?;
    let wanted = Wanted {
        arn: &req.role_arn,
        role: role.as_deref(),
        asked: Asked {
            session_name: &req.role_session_name,
            external_id: req.external_id.as_deref(),
            source_identity,
            passed: &passed,
            transitive: &transitive,
            inherited: &inherited.tags,
        },
        with_mfa: mfa_at.is_some(),
    };
    let mut actions = vec!["sts:AssumeRole"];
    if !passed.tags.is_empty() || !inherited.tags.is_empty() {
        actions.push("sts:TagSession");
    }
    if source_identity.is_some() {
        actions.push("sts:SetSourceIdentity");
    }
    sessions::allowed(&caller, &wanted, &actions).await?;
    if source == SourceIdentityKept::Changed {
        let who = &caller.principal.arn;
        let text = format!(
            "User: {who} is not authorized to perform: sts:SetSourceIdentity on resource: {}",
            req.role_arn
        );
        return Err(access_denied(&caller, text));
    }
    let role = role.ok_or_else(|| Error::internal("a role that does not exist was allowed"))?;

    let chain = session.is_some();
    let duration_seconds = of_role(req.duration_seconds, role.max_session_seconds, chain)?;
    let tags = chained(inherited, passed.clone()).map_err(Refusal::from)?;
    let arns = sessions::arns(req.policy_arns);
    let policies = SessionPolicies { inline: req.policy.as_deref(), arns: &arns };
    policies.check(&caller).await?;
    let source_identity = source_identity.map(str::to_owned);
    let session_name = req.role_session_name;
    let made_of = MadeOf {
        kind: Kind::Role { role_id: role.id.clone(), session_name: session_name.clone() },
        duration_seconds,
        policies,
        scope_down: false,
        tags,
        source_identity: source_identity.clone(),
        mfa_at,
        federated: session.and_then(still_said),
        token_bytes_min: sessions::length(req.minimum_session_token_size),
    };
    let (made, packed_policy_size) = issue(&caller, made_of).await?;
    let arn = Arn::assumed_role(&caller.config().account, &role.name, &session_name);
    Ok(AssumeRoleResponse {
        credentials: Some(sessions::credentials(made)),
        assumed_role_user: Some(AssumedRoleUser {
            assumed_role_id: format!("{}:{session_name}", role.id),
            arn: arn.to_string(),
        }),
        packed_policy_size,
        source_identity,
        ..AssumeRoleResponse::default()
    })
}
