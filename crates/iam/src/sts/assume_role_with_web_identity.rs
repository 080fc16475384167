//! # AssumeRoleWithWebIdentity
//!
//! Gives temporary credentials of a role to whoever shows a token of a provider that the role trusts: of
//! an identity pool of this installation, of Google, of an OIDC provider of the account (a user pool is
//! one when it has been registered), or an access token of Facebook or Amazon with `ProviderId`.
//!
//! Caller: anyone. The trust policy alone decides, by the token's `aud`, `sub` and other claims. Tags in
//! the token need `sts:TagSession`, a source identity `sts:SetSourceIdentity`.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: with `ProviderId`, a role that does not trust the provider (AccessDenied); no JWT
//! (InvalidIdentityToken); no provider for the issuer (InvalidIdentityToken); expired
//! (ExpiredTokenException); signature (InvalidIdentityToken), or keys that cannot be had
//! (IDPCommunicationError); a claim is missing, the audience is wrong (InvalidIdentityToken); the token's
//! identity pool is gone, or its provider refuses it (IDPRejectedClaim); tags are malformed
//! (InvalidIdentityToken); unknown role, or one that does not trust; tags or a source identity that are
//! not allowed (AccessDenied); a duration above the role's maximum (ValidationError); session policies
//! that are too long (ValidationError), malformed (MalformedPolicyDocument) or unknown (ValidationError);
//! PackedPolicyTooLarge.
//!
//! Differences from AWS: providers of access tokens are asked for roles that trust them only; a role that
//! trusts identity pools without naming one by `aud` is given to no token; `SessionTokenUtilization` and
//! `SessionTokenSize` are not answered; how much of the room policies and tags take (`PackedPolicySize`)
//! is reckoned differently.

use cognate_core::sts::{Assume, Refused, assume_with_web_identity, role_of};
use cognate_core::web_identity::{Provider, verify, verify_access_token};
use cognate_core::{Anyone, Result};
use cognate_shapes::sts::{AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse};

use crate::sessions::{self, claimed, token_refused};

pub async fn assume_role_with_web_identity(
    caller: Anyone,
    req: AssumeRoleWithWebIdentityRequest,
) -> Result<AssumeRoleWithWebIdentityResponse> {
    let token = &req.web_identity_token;
    let verified = match &req.provider_id {
        Some(provider) => {
            speaks_of(&caller, &req.role_arn, provider).await?;
            verify_access_token(&caller, provider, token, None).await
        }
        None => verify(&caller, token).await,
    };
    let verified = verified.map_err(token_refused)?;
    let identity = claimed(&caller.config().account, &verified)?;
    if matches!(verified.provider, Provider::IdentityPool { .. }) {
        names_pools(&caller, &req.role_arn).await?;
    }
    let arns = sessions::arns(req.policy_arns);
    let assume = Assume {
        role_arn: &req.role_arn,
        session_name: &req.role_session_name,
        duration_seconds: req.duration_seconds,
        policy: req.policy.as_deref(),
        policy_arns: &arns,
        scope_down: false,
        token_bytes_min: sessions::length(req.minimum_session_token_size),
    };
    let assumed = assume_with_web_identity(&caller, &assume, &identity).await?;
    let assumed_role_user = Some(sessions::assumed_role_user(&assumed));
    Ok(AssumeRoleWithWebIdentityResponse {
        credentials: Some(sessions::credentials(assumed.credentials)),
        subject_from_web_identity_token: Some(verified.subject),
        assumed_role_user,
        packed_policy_size: assumed.packed_policy_size,
        provider: Some(identity.provider),
        audience: verified.audience.into_iter().next(),
        source_identity: identity.source_identity,
        ..AssumeRoleWithWebIdentityResponse::default()
    })
}

/// These are asked about each token. Nobody makes this installation ask them in vain.
const ASKED: [&str; 2] = ["graph.facebook.com", "www.amazon.com"];

async fn speaks_of(caller: &Anyone, role_arn: &str, provider: &str) -> Result<()> {
    let role = role_of(caller, role_arn).await?;
    let trust = role.as_ref().and_then(|role| role.trust.as_ref());
    let policy = trust.and_then(|trust| trust.policy.as_ref().ok());
    let spoken_of = policy.is_some_and(|policy| policy.speaks_of_provider(provider));
    match spoken_of || !ASKED.contains(&provider) {
        true => Ok(()),
        false => Err(Refused::Trust("sts:AssumeRoleWithWebIdentity").into()),
    }
}

/// A role that lets in the tokens of any identity pool lets in none here (IM-R2).
async fn names_pools(caller: &Anyone, role_arn: &str) -> Result<()> {
    let role = role_of(caller, role_arn).await?;
    let trust = role.as_ref().and_then(|role| role.trust.as_ref());
    let policy = trust.and_then(|trust| trust.policy.as_ref().ok());
    match policy.is_some_and(|policy| policy.names_identity_pools().is_ok()) {
        true => Ok(()),
        false => Err(Refused::Trust("sts:AssumeRoleWithWebIdentity").into()),
    }
}
