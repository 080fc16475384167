//! # AssumeRoot
//!
//! Gives credentials of the account's root for one task, and a quarter of an hour at most. The task is
//! one of five managed policies, which limits the session.
//!
//! Caller: an IAM user or a session of a role, allowed `sts:AssumeRoot` on
//! `arn:aws:iam::<account>:root` (key `sts:TaskPolicyArn`); not the root. Only on regional endpoints.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: the global endpoint (InvalidAction); the root's credentials (AccessDenied); a target
//! that is no account or root (ValidationError); a policy that is not of the five (ValidationError);
//! another account (AccessDenied).
//!
//! Differences from AWS: an installation is one account without an organization, so the only target is
//! the account itself; `SessionTokenUtilization` and `SessionTokenSize` are not answered.

use cognate_access::arn::Arn;
use cognate_core::authorization::access_denied;
use cognate_core::session_token::Kind;
use cognate_core::sts::{MadeOf, SessionPolicies, issue};
use cognate_core::{Admin, Error, Result};
use cognate_domain::sts::{SessionTags, of_root_task};
use cognate_shapes::sts::{AssumeRootRequest, AssumeRootResponse};

use crate::sessions;

/// What may be done for an account as its root.
const TASKS: [&str; 5] = [
    "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials",
    "arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword",
    "arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials",
    "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy",
    "arn:aws:iam::aws:policy/root-task/SQSUnlockQueuePolicy",
];

pub async fn assume_root(caller: Admin, req: AssumeRootRequest) -> Result<AssumeRootResponse> {
    sessions::regional(&caller)?;
    if caller.principal.is_root() {
        return Err(access_denied(&caller, "Root may not be assumed by root accounts."));
    }
    let invalid = |text: &str| Error::new("ValidationError", text);
    let account = account(&req.target_principal)
        .ok_or_else(|| invalid("TargetPrincipal must be an account id or the ARN of a root."))?;
    let task = req.task_policy_arn.arn.unwrap_or_default();
    if !TASKS.contains(&task.as_str()) {
        return Err(invalid("TaskPolicyArn must be a managed policy for root tasks."));
    }
    if account != caller.config().account {
        let (who, root) = (&caller.principal.arn, Arn::root(&account));
        let text =
            format!("User: {who} is not authorized to perform: sts:AssumeRoot on resource: {root}");
        return Err(access_denied(&caller, text));
    }
    let arns = [task];
    let policies = SessionPolicies { inline: None, arns: &arns };
    policies.check(&caller).await?;
    let source_identity =
        caller.principal.session().and_then(|session| session.source_identity.clone());
    let made_of = MadeOf {
        kind: Kind::Root,
        duration_seconds: of_root_task(req.duration_seconds),
        policies,
        scope_down: false,
        tags: SessionTags::default(),
        source_identity: source_identity.clone(),
        mfa_at: None,
        federated: None,
        token_bytes_min: sessions::length(req.minimum_session_token_size),
    };
    let (made, _) = issue(&caller, made_of).await?;
    Ok(AssumeRootResponse {
        credentials: Some(sessions::credentials(made)),
        source_identity,
        ..AssumeRootResponse::default()
    })
}

/// The account of an id, or of a root's ARN.
fn account(target: &str) -> Option<String> {
    let account = match target.parse::<Arn>() {
        Ok(arn) if arn == Arn::root(&arn.account) => arn.account,
        Ok(_) => return None,
        Err(_) => target.to_owned(),
    };
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}
