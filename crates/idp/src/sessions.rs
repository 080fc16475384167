//! What the operations on users' sessions share.

use cognate_core::sessions::{is_live, last_active};
use cognate_core::{Cx, Error, Result, page_token};
use cognate_domain::tracking::{self, SessionKind};
use cognate_domain::{Pool, Sub, User, refusal};
use cognate_shapes::idp::{
    RevokeAssociatedSessionsType, SessionDescriptionType, SessionLocationType, SessionTypeType,
};
use cognate_store::batch::Statement;
use cognate_store::records::session;
use cognate_store::records::tracked_session::{self, Found, Kind};
use cognate_wire::Timestamp;

/// A user's live sessions.
async fn live(cx: &Cx, pool: &Pool, user: &User) -> Result<Vec<Found>> {
    let mut found = tracked_session::of_user(cx.store(), pool.key, user.sub).await?.sessions;
    found.retain(|found| is_live(cx, user, found));
    Ok(found)
}

/// All live sessions, the newest first. One page holds them: a token is one that was never given.
pub async fn list(
    cx: &Cx,
    pool: &Pool,
    user: &User,
    token: Option<&str>,
    current: Option<[u8; 16]>,
) -> Result<Vec<SessionDescriptionType>> {
    tracking::check_enabled(pool)?;
    if token.is_some() {
        return Err(page_token::invalid());
    }
    let mut found = live(cx, pool, user).await?;
    found.sort_by_key(|found| std::cmp::Reverse((found.tracked.created, found.tracked.id)));
    Ok(found.iter().map(|found| shown(found, current)).collect())
}

/// What ends the named session, and with `LINKED` those it hangs together with: of a token session the
/// SSO session it came through, of an SSO session the token sessions that came through it.
pub async fn revoking(
    cx: &Cx,
    pool: &Pool,
    user: &User,
    session_id: &str,
    associated: Option<RevokeAssociatedSessionsType>,
) -> Result<Vec<Statement>> {
    tracking::check_enabled(pool)?;
    let found = live(cx, pool, user).await?;
    let named = tracking::parse(session_id);
    let named = named.and_then(|(kind, id)| found.iter().find(|found| is(found, kind, &id)));
    let named = named.ok_or_else(not_found)?;
    let linked = associated == Some(RevokeAssociatedSessionsType::Linked);
    let ended = found.iter().filter(|other| {
        let tracked = &other.tracked;
        std::ptr::eq(*other, named) || linked && is_linked(&named.tracked, tracked)
    });
    Ok(ended.flat_map(end).collect())
}

/// The SSO session that a token session came through, for a token that is revoked with `LINKED`.
pub async fn ending_origin(
    cx: &Cx,
    pool: &Pool,
    sub: Sub,
    token_session: [u8; 16],
) -> Result<Vec<Statement>> {
    let found = tracked_session::of_user(cx.store(), pool.key, sub).await?.sessions;
    let named = found.iter().find(|found| is(found, SessionKind::Token, &token_session));
    let Some(origin) = named.and_then(|named| named.tracked.origin) else { return Ok(Vec::new()) };
    let sso = found.iter().filter(|found| is(found, SessionKind::Sso, &origin));
    Ok(sso.flat_map(end).collect())
}

fn is_linked(
    one: &tracked_session::TrackedSession,
    other: &tracked_session::TrackedSession,
) -> bool {
    match (one.kind, other.kind) {
        (Kind::Token, Kind::Sso) => one.origin == Some(other.id),
        (Kind::Sso, Kind::Token) => other.origin == Some(one.id),
        _ => false,
    }
}

fn is(found: &Found, kind: SessionKind, id: &[u8; 16]) -> bool {
    kind_of(found) == kind && found.tracked.id == *id
}

fn kind_of(found: &Found) -> SessionKind {
    match found.tracked.kind {
        Kind::Token => SessionKind::Token,
        Kind::Sso => SessionKind::Sso,
    }
}

fn end(found: &Found) -> Vec<Statement> {
    let tracked = &found.tracked;
    let (pool, sub, id) = (tracked.pool, tracked.sub, tracked.id);
    let mut statements = vec![tracked_session::delete(pool, sub, tracked.kind, id)];
    if tracked.kind == Kind::Token {
        statements.push(session::revoke(pool, sub, id));
    }
    statements
}

fn not_found() -> Error {
    refusal::resource_not_found("Session does not exist.").into()
}

fn shown(found: &Found, current: Option<[u8; 16]>) -> SessionDescriptionType {
    let tracked = &found.tracked;
    let kind = kind_of(found);
    let is_token = kind == SessionKind::Token;
    SessionDescriptionType {
        session_id: Some(tracking::text(kind, &tracked.id)),
        session_type: Some(if is_token { SessionTypeType::Token } else { SessionTypeType::Sso }),
        client_id: Some(tracked.client.clone()).filter(|client| !client.is_empty()),
        create_date: Some(Timestamp(tracked.created)),
        last_active_date: Some(Timestamp(last_active(found))),
        device_type: Some(tracked.device_type.clone()),
        last_ip_address: Some(tracked.ip.clone()),
        last_location: Some(SessionLocationType { city: None, country: Some("unknown".into()) }),
        origin_session_id: tracked.origin.map(|id| tracking::text(SessionKind::Sso, &id)),
        is_current_session: Some(is_token && current == Some(tracked.id)),
    }
}
