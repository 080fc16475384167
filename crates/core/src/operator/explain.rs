//! What policies say about somebody, without that somebody asking.

use std::sync::Arc;

use cognate_access::arn::Arn;
use cognate_access::policy::Value;
use cognate_crypto::Secret;

use crate::authorization::{self, Ask, Explained};
use crate::call::Principal;
use crate::cx::Cx;
use crate::error::Result;
use crate::iam::{Subject, arn};
use crate::session_token::{Kind, Session};

/// The session that a role is looked at through.
const SESSION_NAME: &str = "explain";
const SESSION_SECONDS: i64 = 3_600;

/// Whom a text means: `root`, the name or ARN of a user, the ARN of a role, or `role/<name>`. None for
/// nobody. A role is looked at as a session of it that begins now, without session policies.
pub async fn principal(cx: &Cx, named: &str) -> Result<Option<Principal>> {
    let account = &cx.config().account;
    if named == "root" || named == Arn::root(account).to_string() {
        return Ok(Some(Principal::root(account, None)));
    }
    if let Some(name) = named.strip_prefix("role/") {
        return Ok(cx.iam_role(name).await?.map(|role| session_of(cx, role)));
    }
    let Some(parsed) = arn::parse(named) else {
        let name = named.strip_prefix("user/").unwrap_or(named);
        return Ok(cx.iam_user(name).await?.map(|user| user_of(cx, user)));
    };
    let itself = |found: &Arc<Subject>| found.arn == named;
    Ok(match parsed.kind {
        "user" => cx.iam_user(parsed.name).await?.filter(itself).map(|user| user_of(cx, user)),
        "role" => cx.iam_role(parsed.name).await?.filter(itself).map(|role| session_of(cx, role)),
        _ => None,
    })
}

/// The decision about an action on a resource. What is known of the resource (its tags, its boundary)
/// counts; `keys` are further condition keys, and win.
pub async fn explain(
    cx: &Cx,
    principal: &Principal,
    action: &str,
    resource: &str,
    keys: Vec<(String, Value)>,
) -> Result<Explained> {
    let gathered = authorization::policies_of(cx, principal).await?;
    let mut all = authorization::reference::keys_of(cx, &gathered, resource).await?;
    all.extend(keys);
    authorization::explain(cx, principal, &Ask { action, resource, keys: all }).await
}

fn user_of(cx: &Cx, user: Arc<Subject>) -> Principal {
    Principal { access_key_id: None, ..Principal::user(&cx.config().account, user, "", None) }
}

fn session_of(cx: &Cx, role: Arc<Subject>) -> Principal {
    let now = cx.now_ms().div_euclid(1_000);
    let session = Session {
        access_key_id: String::new(),
        secret: Secret::new(String::new()),
        account: cx.config().account.clone(),
        kind: Kind::Role { role_id: role.id.clone(), session_name: SESSION_NAME.to_owned() },
        issued_at: now,
        expires_at: now + SESSION_SECONDS,
        policy: None,
        policy_arns: Vec::new(),
        scope_down: false,
        tags: Vec::new(),
        transitive: Vec::new(),
        source_identity: None,
        mfa_at: None,
        federated: None,
        store_epoch: cx.store_epoch(),
    };
    Principal::role(role, SESSION_NAME, Arc::new(session))
}
