//! From what a session is made of to its credentials.

use cognate_domain::sts::SessionTags;

use super::{Refused, SessionPolicies};
use crate::cx::Cx;
use crate::session_token::{self, Credentials, Federated, Kind, NewSession};

/// A session, all of whose parts have been checked and allowed.
pub struct MadeOf<'a> {
    pub kind: Kind,
    pub duration_seconds: i64,
    pub policies: SessionPolicies<'a>,
    pub scope_down: bool,
    pub tags: SessionTags,
    pub source_identity: Option<String>,
    /// Seconds since the epoch.
    pub mfa_at: Option<i64>,
    pub federated: Option<Federated>,
    pub token_bytes_min: usize,
}

/// Credentials, and how much of the room for policies and tags they take, in percent.
///
/// [`Refused::PackedTooLarge`] over 100, or when the session token would be too long.
pub async fn issue(cx: &Cx, made_of: MadeOf<'_>) -> Result<(Credentials, Option<i64>), Refused> {
    let MadeOf { kind, duration_seconds, policies, scope_down, tags, source_identity, .. } =
        made_of;
    let new = NewSession {
        policy: policies.inline.map(str::to_owned),
        policy_arns: policies.arns.to_vec(),
        scope_down,
        tags: tags.tags,
        transitive: tags.transitive,
        source_identity,
        mfa_at: made_of.mfa_at,
        federated: made_of.federated,
        token_bytes_min: made_of.token_bytes_min,
        ..NewSession::new(kind, duration_seconds)
    };
    let packed = session_token::packed_percent(&new);
    if let Some(percent) = packed.filter(|percent| *percent > 100) {
        return Err(Refused::PackedTooLarge(percent));
    }
    let keys = cx.keys().installation().await?;
    let kind = new.kind.clone();
    let made = session_token::issue(cx, &keys, new)?;
    // Nothing is written: the log is the only list of sessions.
    tracing::info!(
        target: "cognate::credentials",
        request_id = cx.occurrence.request_id,
        operation = cx.occurrence.operation,
        access_key_id = made.access_key_id,
        expires = made.expires_at,
        session = ?kind,
        "temporary credentials were issued"
    );
    Ok((made, packed))
}
