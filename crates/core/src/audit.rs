//! Audit rows of admin mutations: part of the batch they describe. No audit, no change (AU-2).

use serde_json::json;

use cognate_store::batch::Statement;
use cognate_store::records::audit_event::{self, AuditEvent};

use crate::call::Principal;
use crate::cx::Cx;

/// How much of a name an event keeps.
const NAME_CHARS_MAX: usize = 128;

/// The event of a change by an administrator. `target` names what was changed, without secrets or
/// attribute values (AU-4).
pub fn event(cx: &Cx, principal: &Principal, pool: Option<&str>, target: &str) -> Statement {
    let occurrence = &cx.occurrence;
    let target: String = target.chars().take(NAME_CHARS_MAX).collect();
    let document = json!({
        "eventVersion": "1",
        "eventTime": cx.now_ms(),
        "eventSource": occurrence.service,
        "eventName": occurrence.operation,
        "awsRegion": occurrence.region,
        "requestId": occurrence.request_id,
        "node": hex::encode(cx.node().id()),
        "sourceIPAddress": occurrence.source.to_string(),
        "userAgent": occurrence.user_agent.as_deref().map(shortened),
        "userIdentity": { "arn": principal.arn, "accessKeyId": principal.access_key_id },
        "userPoolId": pool,
        "target": target,
        "outcome": "committed",
    });
    audit_event::insert(&AuditEvent {
        at: cx.now_ms(),
        id: cx.random().array(),
        document: document.to_string(),
    })
}

fn shortened(text: &str) -> String {
    text.chars().take(NAME_CHARS_MAX).collect()
}
