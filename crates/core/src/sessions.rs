//! Session tracking: what a tracked sign-in and a refresh add to their batches.

use cognate_domain::tracking::{self, Counted};
use cognate_domain::{Pool, Session, User};
use cognate_store::batch::Statement;
use cognate_store::records::session;
use cognate_store::records::tracked_session::{self, Found, Kind, TrackedSession};

use crate::cx::Cx;
use crate::error::Result;

/// Where and from what a session was used is written at most this often.
const SEEN_EVERY_MS: i64 = 60_000;

/// Does the session of a user still stand?
pub fn is_live(cx: &Cx, user: &User, found: &Found) -> bool {
    let now_ms = cx.now_ms();
    match (found.tracked.kind, &found.session) {
        (Kind::Sso, _) => now_ms < found.tracked.expires,
        (Kind::Token, Some(session)) => {
            user.enabled
                && session.admits_access_token(user.epoch)
                && session.store_epoch == cx.store_epoch()
                && now_ms < session.expires
        }
        (Kind::Token, None) => false,
    }
}

/// When the session was last used.
pub fn last_active(found: &Found) -> i64 {
    let own = found.session.as_ref().map_or(0, |session| session.last_active);
    own.max(found.tracked.last_active)
}

/// What accompanies a new session where the pool tracks them: its description, the end of the least
/// recently used ones when there would be more than `MaxPerUser`, and the guard that makes this hold
/// when several sign in at once. The batch is unmet as `tracked_session::MOVED` when somebody did:
/// ask again.
pub async fn opened(
    cx: &Cx,
    pool: &Pool,
    user: &User,
    session: &Session,
    origin: Option<[u8; 16]>,
) -> Result<Vec<Statement>> {
    let rules = pool.rules.tracking;
    if !rules.enabled {
        return Ok(Vec::new());
    }
    let found = tracked_session::of_user(cx.store(), pool.key, user.sub).await?;
    let mut statements = vec![tracked_session::guard(pool.key, user.sub, found.guard)];
    let mut live = Vec::new();
    for found in found.sessions {
        let TrackedSession { kind, id, created, .. } = found.tracked;
        if !is_live(cx, user, &found) {
            statements.push(tracked_session::delete(pool.key, user.sub, kind, id));
        } else if kind == Kind::Token {
            live.push(Counted { id, last_active: last_active(&found), created });
        }
    }
    for id in tracking::evicted(live, rules.per_user_max) {
        statements.push(tracked_session::delete(pool.key, user.sub, Kind::Token, id));
        statements.push(session::revoke(pool.key, user.sub, id));
    }
    statements.push(tracked_session::insert(&TrackedSession {
        pool: pool.key,
        sub: user.sub,
        kind: Kind::Token,
        id: session.id,
        client: session.client.clone(),
        created: session.created,
        last_active: session.last_active,
        expires: session.expires,
        device_type: device_type(cx),
        ip: cx.occurrence.source.to_string(),
        origin,
    }));
    Ok(statements)
}

/// What a refresh without rotation writes down. Empty where nothing is tracked, or the last time is
/// under a minute ago.
pub fn refreshed(cx: &Cx, pool: &Pool, session: &Session) -> Vec<Statement> {
    let now_ms = cx.now_ms();
    if now_ms - session.last_active < SEEN_EVERY_MS {
        return Vec::new();
    }
    let mut statements = rotated(cx, pool, session);
    if !statements.is_empty() {
        statements.push(session::touch(session.pool, session.sub, session.id, now_ms));
    }
    statements
}

/// What accompanies a rotation, which is a write anyway.
pub fn rotated(cx: &Cx, pool: &Pool, session: &Session) -> Vec<Statement> {
    if !pool.rules.tracking.enabled {
        return Vec::new();
    }
    let ip = cx.occurrence.source.to_string();
    vec![tracked_session::seen(session, cx.now_ms(), &device_type(cx), &ip)]
}

fn device_type(cx: &Cx) -> String {
    tracking::device_type(cx.occurrence.user_agent.as_deref())
}
