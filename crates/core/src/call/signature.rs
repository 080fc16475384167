//! Who signed the request. SigV4 verification itself is pure (`cognate_access::sigv4`).
//!
//! Long-term keys are looked up, temporary ones bring their session along, sealed. Users and roles are
//! then found by their ids, so that whoever is gone, or was made anew under an old name, is nobody.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;

use cognate_access::sigv4::{
    Expect, Presented, RegionRule, RequestView, SigError, SigningSecret, presented, verify,
};
use cognate_wire::Protocol;

use crate::cache::AccessKey;
use crate::call::principal::Principal;
use crate::call::target::Target;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::session_token::{self, Kind, Session};

/// The principal and the region of its credential scope.
///
/// Errors, in order: a signature that is missing, malformed, stale or wrongly scoped; an unknown or
/// inactive key, or a session token that is none, or another key's; a wrong signature; a session that
/// has expired; a user or role that is gone. In development an unsigned request, or one signed with a
/// key that this installation does not know, is root's; a known key is verified.
pub async fn principal(
    cx: &Cx,
    target: &Target<'_>,
    request: &Request<Bytes>,
) -> Result<(Principal, String)> {
    let fail = |error: SigError| rendered(&error, target.service.protocol);
    let headers = headers(request);
    let view = RequestView {
        method: request.method().as_str(),
        target: request.uri().path_and_query().map_or("/", |target| target.as_str()),
        headers: &headers,
        body: request.body(),
    };
    let config = cx.config();
    let expect = Expect {
        service: target.service.signing_name,
        regions: match config.regions.as_slice() {
            [] => RegionRule::AwsShaped,
            regions => RegionRule::OneOf(regions),
        },
        now_ms: cx.now_ms(),
        window_seconds: config.limits.signature_window_seconds,
    };
    let root = || Principal::root(&config.account, None);
    let presented = match presented(&view, &expect) {
        Ok(Some(presented)) => presented,
        Ok(None) if config.dev.is_some() => return Ok((root(), config.region.clone())),
        Ok(None) => return Err(fail(SigError::MissingToken)),
        Err(error) => return Err(fail(error)),
    };
    let shown = shown(cx, &presented).await?;
    let principal = match &shown {
        Shown::Unknown if config.dev.is_some() => return Ok((root(), presented.region)),
        Shown::Unknown | Shown::Inactive => {
            // The same work as for a known key, so that time does not tell them apart (SV-R1).
            let refused = verify(&presented, &view, &expect, &SigningSecret::dummy());
            return Err(fail(refused.err().unwrap_or(SigError::Unrecognized)));
        }
        Shown::Key(key) => {
            verify(&presented, &view, &expect, &key.secret).map_err(fail)?;
            of_key(cx, &presented.access_key_id, key).await?
        }
        Shown::Session(session) => {
            let secret = SigningSecret::new(session.secret.expose());
            verify(&presented, &view, &expect, &secret).map_err(fail)?;
            if cx.now_ms() >= session.expires_at * 1_000 {
                return Err(fail(SigError::Expired));
            }
            of_session(cx, session).await?
        }
    };
    let principal = principal.ok_or_else(|| fail(SigError::Unrecognized))?;
    if let Some(id) = used(&shown, &presented) {
        cx.iam_used(id, &presented.region, target.service.signing_name);
    }
    Ok((principal, presented.region))
}

/// Whose last use a request is: a long-term key's, or a role's.
fn used<'a>(shown: &'a Shown, presented: &'a Presented) -> Option<&'a str> {
    match shown {
        Shown::Key(_) => Some(&presented.access_key_id),
        Shown::Session(session) => match &session.kind {
            Kind::Role { role_id, .. } => Some(role_id),
            _ => None,
        },
        Shown::Unknown | Shown::Inactive => None,
    }
}

/// The credentials that a request shows, not verified yet.
enum Shown {
    Unknown,
    Inactive,
    Key(Arc<AccessKey>),
    Session(Arc<Session>),
}

async fn shown(cx: &Cx, presented: &Presented) -> Result<Shown> {
    let id = &presented.access_key_id;
    if let Some(token) = &presented.session_token {
        let session = session_token::open(cx, token, id).await?;
        return Ok(session.map_or(Shown::Unknown, |session| Shown::Session(Arc::new(session))));
    }
    Ok(match cx.access_key(id).await? {
        Some(key) if key.active => Shown::Key(key),
        Some(_) => Shown::Inactive,
        None => Shown::Unknown,
    })
}

/// None when the user is gone.
async fn of_key(cx: &Cx, key_id: &str, key: &AccessKey) -> Result<Option<Principal>> {
    let account = &cx.config().account;
    let Some(id) = &key.user else { return Ok(Some(Principal::root(account, Some(key_id)))) };
    let user = cx.iam_user_by_id(id).await?;
    Ok(user.map(|user| Principal::user(account, user, key_id, None)))
}

/// None when the user or role is gone.
async fn of_session(cx: &Cx, session: &Arc<Session>) -> Result<Option<Principal>> {
    let kept = session.clone();
    Ok(match &session.kind {
        Kind::Root => Some(Principal::root_session(kept)),
        Kind::User { user_id } => {
            let (account, key) = (&session.account, &session.access_key_id);
            let user = cx.iam_user_by_id(user_id).await?;
            user.map(|user| Principal::user(account, user, key, Some(kept)))
        }
        Kind::Role { role_id, session_name } => {
            let role = cx.iam_role_by_id(role_id).await?;
            role.map(|role| Principal::role(role, session_name, kept))
        }
        Kind::FederatedUser { user_id: None, name } => {
            Some(Principal::federated_user(None, name, kept))
        }
        Kind::FederatedUser { user_id: Some(id), name } => {
            let user = cx.iam_user_by_id(id).await?;
            user.map(|user| Principal::federated_user(Some(user), name, kept))
        }
    })
}

/// Does the request try to be signed, in whatever form?
pub fn is_presented(request: &Request<Bytes>) -> bool {
    let query = request.uri().query().unwrap_or_default();
    request.headers().contains_key(http::header::AUTHORIZATION) || query.contains("X-Amz-Signature")
}

/// Raw header bytes in the order received; HTTP/2 carries the host as `:authority`.
fn headers(request: &Request<Bytes>) -> Vec<(&str, &[u8])> {
    let mut headers: Vec<(&str, &[u8])> =
        request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let authority = request.uri().authority().map(|authority| authority.as_str());
    if let (Some(authority), false) = (authority, request.headers().contains_key("host")) {
        headers.push(("host", authority.as_bytes()));
    }
    headers
}

fn rendered(error: &SigError, protocol: Protocol) -> Error {
    let (code, status, message) = match protocol {
        Protocol::Json => error.json(),
        Protocol::Query => error.query(),
    };
    Error::new(code, message).status(status)
}
