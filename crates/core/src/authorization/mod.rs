//! May this principal do that? The policies of a principal brought together, and the pure decision of
//! `cognate_access::policy` asked.
//!
//! Every signed operation of every door is asked about in the pipeline, by the table in [`reference`];
//! an operation that does more than its name says (passing a role, tagging a session) asks for the rest
//! itself. On the warm path nothing is read from the store.
//!
//! A stored policy that no longer parses counts as a deny, and so does a session policy that is gone.

mod context;
mod denial;
mod explained;
mod guests;
mod message;
mod pass_role;
mod policies;
pub mod reference;

pub use context::{context, request_context};
pub use denial::{access_denied, denied};
pub use explained::{Deciding, Explained, explain};
pub use guests::SERVICES as GUEST_SERVICES;
pub use message::{open_message, seal_message};
pub use pass_role::pass_role;
pub use policies::{Compiled, Gathered, policies_of};

use cognate_access::policy::{Context, OfResource, Value, Verdict};
use cognate_wire::Value as Request;

use self::reference::Needed;
use crate::call::Principal;
use crate::cx::Cx;
use crate::error::Result;

/// One action on one resource.
pub struct Ask<'a> {
    /// `cognito-idp:AdminGetUser`
    pub action: &'a str,
    /// An ARN, or `*` for actions without resources.
    pub resource: &'a str,
    /// Condition keys beyond the global ones.
    pub keys: Vec<(String, Value)>,
}

/// `AccessDeniedException`, or `AccessDenied` (403) from query services, unless the principal's policies
/// allow it.
pub async fn authorize(cx: &Cx, principal: &Principal, ask: &Ask<'_>) -> Result<()> {
    authorize_all(cx, principal, std::slice::from_ref(ask)).await
}

/// The same for several things at once, of which each must be allowed.
pub async fn authorize_all(cx: &Cx, principal: &Principal, asks: &[Ask<'_>]) -> Result<()> {
    let gathered = policies_of(cx, principal).await?;
    if gathered.is_unlimited() {
        return Ok(());
    }
    let global = context(cx, principal);
    for ask in asks {
        let context = with(&global, &ask.keys);
        let decision = gathered.decide((ask.action, ask.resource), &context, OfResource::Silent);
        if !decision.is_allowed() {
            let about = (ask.action, ask.resource);
            return Err(denied(cx, principal, about, &decision, &context).await);
        }
    }
    Ok(())
}

/// Everything that the request being served needs: its operation on its resources, and what it does
/// besides. `request` has passed the model's constraints.
pub async fn authorize_request(cx: &Cx, principal: &Principal, request: &Request) -> Result<()> {
    let gathered = policies_of(cx, principal).await?;
    if gathered.is_unlimited() {
        return Ok(());
    }
    let needed = reference::needed(cx, principal, &gathered, request).await?;
    let also_denied = reference::also_denied_by(cx.occurrence.service, cx.occurrence.operation);
    let global = context(cx, principal);
    for Needed { action, resource, keys } in &needed {
        let context = with(&global, keys);
        let mut decision = gathered.decide((action, resource), &context, OfResource::Silent);
        if let (true, Some(other)) = (decision.is_allowed(), also_denied) {
            let of_other = gathered.decide((other, resource), &context, OfResource::Silent);
            if of_other.verdict == Verdict::ExplicitDeny {
                decision = of_other;
            }
        }
        if !decision.is_allowed() {
            return Err(denied(cx, principal, (action, resource), &decision, &context).await);
        }
    }
    Ok(())
}

/// The operation being served, on a user pool that its request does not name.
pub async fn authorize_on_user_pool(cx: &Cx, principal: &Principal, pool: &str) -> Result<()> {
    let gathered = policies_of(cx, principal).await?;
    if gathered.is_unlimited() {
        return Ok(());
    }
    let resource = reference::user_pool(cx, &gathered, pool).await?;
    let action = format!("{}:{}", cx.occurrence.service, cx.occurrence.operation);
    let keys = resource.keys(&gathered);
    authorize(cx, principal, &Ask { action: &action, resource: &resource.arn, keys }).await
}

/// The context and the keys of one question.
pub fn with(global: &Context, keys: &[(String, Value)]) -> Context {
    let mut context = global.clone();
    for (key, value) in keys {
        match value {
            Value::One(value) => context.set(key, value.as_str()),
            Value::Many(values) => context.set_all(key, values.clone()),
        }
    }
    context
}
