//! The refusal that a caller gets.

use cognate_access::policy::{Context, Decision};

use super::message::{self, Denial};
use crate::call::Principal;
use crate::cx::Cx;
use crate::error::Error;

/// `AccessDenied` (403) from query services, else `AccessDeniedException`, with AWS's text. The reasons
/// go along sealed: who may call `DecodeAuthorizationMessage` can read them.
pub async fn denied(
    cx: &Cx,
    principal: &Principal,
    (action, resource): (&str, &str),
    decision: &Decision<'_>,
    context: &Context,
) -> Error {
    let denial = Denial { principal, action, resource, decision, context };
    let sealed = message::seal(cx, &denial).await.ok();
    let text = decision.refusal(&principal.arn, action, resource);
    let mut error = access_denied(cx, text);
    error.authorization_message = sealed;
    error
}

/// The refusal in the protocol of the service that was called.
pub fn access_denied(cx: &Cx, text: impl Into<String>) -> Error {
    match cx.occurrence.service {
        "sts" | "iam" => Error::new("AccessDenied", text).status(403),
        _ => Error::new("AccessDeniedException", text),
    }
}
