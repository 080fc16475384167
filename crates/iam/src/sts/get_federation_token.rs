//! # GetFederationToken
//!
//! Gives temporary credentials to somebody whom the caller vouches for, under a name. The session may do
//! what both the caller's policies and the session policies allow; without session policies nothing but
//! what policies of resources grant to it by name.
//!
//! Caller: an IAM user, or the root, with long-term keys, allowed `sts:GetFederationToken` on
//! `arn:aws:sts::<account>:federated-user/<Name>`, and `sts:TagSession` for tags.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: tags that repeat a key in another case or have a reserved one (ValidationError);
//! session policies that are too long (ValidationError), malformed (MalformedPolicyDocument) or unknown
//! (ValidationError); PackedPolicyTooLarge. Temporary credentials are refused before (AccessDenied). The
//! root's sessions last an hour at most, without a word.
//!
//! Differences from AWS: `SessionTokenUtilization` and `SessionTokenSize` are not answered; how much of
//! the room policies and tags take (`PackedPolicySize`) is reckoned differently.

use cognate_access::arn::Arn;
use cognate_core::session_token::Kind;
use cognate_core::sts::{MadeOf, SessionPolicies, issue};
use cognate_core::{Admin, Result};
use cognate_domain::sts::of_user;
use cognate_shapes::sts::{FederatedUser, GetFederationTokenRequest, GetFederationTokenResponse};

use crate::sessions;

pub async fn get_federation_token(
    caller: Admin,
    req: GetFederationTokenRequest,
) -> Result<GetFederationTokenResponse> {
    let tags = sessions::passed(req.tags, None)?;
    let account = &caller.config().account;
    let arn = Arn::federated_user(account, &req.name).to_string();
    let arns = sessions::arns(req.policy_arns);
    let policies = SessionPolicies { inline: req.policy.as_deref(), arns: &arns };
    policies.check(&caller).await?;
    let root = caller.principal.is_root();
    let user_id = (!root).then(|| caller.principal.id.clone());
    let made_of = MadeOf {
        kind: Kind::FederatedUser { user_id, name: req.name.clone() },
        duration_seconds: of_user(req.duration_seconds, root),
        policies,
        scope_down: false,
        tags,
        source_identity: None,
        mfa_at: None,
        federated: None,
        token_bytes_min: sessions::length(req.minimum_session_token_size),
    };
    let (made, packed_policy_size) = issue(&caller, made_of).await?;
    let federated_user_id = format!("{account}:{}", req.name);
    Ok(GetFederationTokenResponse {
        credentials: Some(sessions::credentials(made)),
        federated_user: Some(FederatedUser { federated_user_id, arn }),
        packed_policy_size,
        ..GetFederationTokenResponse::default()
    })
}
