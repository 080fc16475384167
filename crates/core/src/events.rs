//! What users did, recorded in pools with threat protection: in the batch of what it tells of, and
//! exported after that has been committed.

use cognate_domain::auth_event::{AuthEvent, Context, Kind, Response};
use cognate_domain::log_delivery::Source;
use cognate_domain::pool::RiskMode;
use cognate_domain::{Pool, Sub, User, id, tracking};
use cognate_store::batch::Statement;
use cognate_store::records::auth_event;

use crate::cx::Cx;

/// Does the pool record events at all? It does in AUDIT and in ENFORCED.
pub fn are_recorded(pool: &Pool) -> bool {
    pool.rules.risk != RiskMode::Off
}

/// An event that began now.
pub fn event(cx: &Cx, pool: &Pool, client: Option<&str>, sub: Sub, kind: Kind) -> AuthEvent {
    let occurrence = &cx.occurrence;
    AuthEvent {
        pool: pool.key,
        sub,
        id: id::version_4(cx.random().array()),
        kind,
        response: Response::Pass,
        factors: Vec::new(),
        context: Context {
            address: Some(occurrence.source.to_canonical().to_string()),
            device: occurrence
                .user_agent
                .as_deref()
                .map(|agent| tracking::device_type(Some(agent))),
            client: client.map(str::to_owned),
            has_context_data: false,
        },
        feedback: None,
        created: cx.now_ms(),
    }
}

/// For an operation of a user: what happened, unless the pool records nothing. The operation puts
/// [`statement`] into its batch, and exports after the commit.
pub fn noted(cx: &Cx, pool: &Pool, client: &str, sub: Sub, kind: Kind) -> Option<AuthEvent> {
    are_recorded(pool).then(|| event(cx, pool, Some(client), sub, kind))
}

pub fn statement(event: &AuthEvent) -> Statement {
    auth_event::put(event)
}

impl Cx {
    /// Exports an event that has been committed.
    pub async fn export(&self, pool: &Pool, user: &User, event: &AuthEvent) {
        let message = event.message(&user.username, &pool.id, &self.occurrence.request_id);
        self.tell(Source::UserAuthEvents, pool, message).await;
    }
}
