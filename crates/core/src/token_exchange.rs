//! Token exchange (RFC 8693): a token that somebody holds becomes one for another service.
//!
//! Source: API reference of GetDerivedToken.

use std::sync::Arc;

use serde_json::Value;

use cognate_crypto::jwt;
use cognate_domain::pool::Trigger;
use cognate_domain::token::{self, Actor, Facts, Overrides, access_claims, id_claims};
use cognate_domain::user::Status;
use cognate_domain::{Map, Pool, Session, Sub, User, id, refusal};
use cognate_store::records::signing_key::Kind;

use crate::access_token;
use crate::clients::ClientEntry;
use crate::cx::Cx;
use crate::discovery;
use crate::error::{Error, Result};
use crate::token_function;
use crate::tokens::SIGN_IN_SCOPE;

/// Longest token looked at, in bytes (TK-1).
const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// Which of the pool's tokens: they are signed with different keys and never stand for each other
/// (TK-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Access,
    Id,
}

/// A token as it came in. `name` is its member's, for error texts.
pub struct Presented {
    pub name: &'static str,
    pub token: String,
    pub kind: TokenKind,
}

pub enum Audience {
    /// A logical name.
    Named(String),
    /// The identifier of a resource server of the pool.
    Resource(String),
}

pub struct Exchange {
    pub subject: Presented,
    pub actor: Option<Presented>,
    /// None: those of the subject token.
    pub scopes: Option<Vec<String>>,
    pub audience: Option<Audience>,
    pub wanted: TokenKind,
}

pub struct Derived {
    pub token: String,
    pub kind: TokenKind,
    pub expires_in: i64,
    pub scopes: Vec<String>,
}

/// Exchanges a token for `client`, which has been authenticated and may do so.
///
/// Errors, in order: a subject token that is not this pool's, expired, revoked, of a user who may not
/// sign in; the same of the actor token; an unknown resource server; scopes of which none can be
/// granted; too many actors; function.
pub async fn exchange(
    cx: &Cx,
    pool: &Arc<Pool>,
    client: &ClientEntry,
    exchange: Exchange,
) -> Result<Derived> {
    let subject = claims_of(cx, pool, &exchange.subject).await?;
    let (user, session) = bearer(cx, pool, &subject, &exchange.subject).await?;
    let actor = match &exchange.actor {
        Some(presented) => Some(actor(cx, pool, presented).await?),
        None => None,
    };
    let aud = match exchange.audience {
        Some(Audience::Named(name)) => Some(name),
        Some(Audience::Resource(identifier)) => {
            if cx.resource_servers(pool).await?.server(&identifier).is_none() {
                return Err(refusal::resource_not_found(format!(
                    "Resource server {identifier} does not exist."
                ))
                .into());
            }
            Some(identifier)
        }
        None => None,
    };
    let scopes = granted(client, exchange.scopes.as_deref(), &subject, &session)?;
    // Who acted before stays named, also when nobody new acts.
    let act = match &actor {
        Some(actor) => Some(token::act(actor, subject.get("act")).ok_or_else(|| {
            refusal::invalid_parameter("SubjectToken has passed through too many actors.")
        })?),
        None => subject.get("act").cloned(),
    };
    let overrides = call_function(cx, pool, client, &user, &scopes).await?;
    let issue = Issue { user, session, scopes, aud, act, overrides };
    sign(cx, pool, client, exchange.wanted, issue).await
}

/// What a derived token says.
struct Issue {
    user: User,
    session: Session,
    scopes: Vec<String>,
    aud: Option<String>,
    act: Option<Value>,
    overrides: Overrides,
}

async fn sign(
    cx: &Cx,
    pool: &Arc<Pool>,
    client: &ClientEntry,
    kind: TokenKind,
    issue: Issue,
) -> Result<Derived> {
    let Issue { user, session, scopes, aud, act, overrides } = issue;
    let now_ms = cx.now_ms();
    let issued = now_ms.div_euclid(1_000);
    let groups = cx.token_groups(&user).await?;
    let issuer = discovery::issuer(cx, pool);
    let scope = scopes.join(" ");
    let facts = Facts {
        issuer: &issuer,
        client_id: &client.client.id,
        client: &client.client.rules,
        pool: &pool.rules,
        user: &user,
        groups: &groups,
        auth_time: session.auth_time,
        issued,
        event_id: session.event_id,
        origin_jti: session.id,
        scope: &scope,
        device_key: session.device.as_deref(),
        acr: session.acr.as_deref(),
        amr: &session.amr,
    };
    let jti = id::version_4(cx.random().array());
    let (mut claims, key) = match kind {
        TokenKind::Access => (access_claims(&facts, jti), Kind::AccessToken),
        TokenKind::Id => (id_claims(&facts, jti), Kind::IdToken),
    };
    if scope.is_empty() {
        claims.remove("scope");
    }
    let scopes = match kind {
        TokenKind::Id => {
            overrides.of_id(&mut claims);
            scopes
        }
        TokenKind::Access => {
            overrides.of_access(&mut claims, &client.client.id);
            let scope = text(&claims, "scope").unwrap_or_default();
            scope.split_ascii_whitespace().map(str::to_owned).collect()
        }
    };
    if let Some(aud) = aud {
        claims.insert("aud".into(), aud.into());
    }
    if let Some(act) = act {
        claims.insert("act".into(), act);
    }
    // A chain of exchanges does not outlive the sign-in that it began with.
    let rules = &client.client.rules;
    let lifetime = match kind {
        TokenKind::Access => rules.access_seconds,
        TokenKind::Id => rules.id_seconds,
    };
    let expires_in = lifetime.min(session.expires.div_euclid(1_000) - issued);
    claims.insert("exp".into(), (issued + expires_in).into());
    let claims = serde_json::to_vec(&claims).map_err(Error::internal)?;
    let set = cx.signing_set(pool.key).await?;
    let signed = cx
        .workers()
        .run(move || -> Result<String> { Ok(set.signer(key, now_ms)?.sign_jwt(&claims)) });
    let token = signed.await??;
    if token.len() > TOKEN_BYTES_MAX {
        return Err(Error::invalid_parameter("The token would be too long."));
    }
    Ok(Derived { token, kind, expires_in, scopes })
}

/// The verified claims of one of the pool's own tokens (TK-1, TK-2).
async fn claims_of(cx: &Cx, pool: &Pool, presented: &Presented) -> Result<Map> {
    let Presented { name, token, kind } = presented;
    let invalid = || Error::not_authorized(format!("Invalid {name}"));
    let parsed = jwt::parse(token, TOKEN_BYTES_MAX).map_err(|_| invalid())?;
    let issuer = discovery::issuer(cx, pool);
    if parsed.unverified("iss").and_then(Value::as_str) != Some(issuer.as_str()) {
        return Err(invalid());
    }
    let (key, token_use) = match kind {
        TokenKind::Access => (Kind::AccessToken, "access"),
        TokenKind::Id => (Kind::IdToken, "id"),
    };
    let set = cx.signing_set(pool.key).await?;
    let key = set.verifier(key, &parsed.kid, cx.now_ms()).ok_or_else(invalid)?;
    let claims = parsed.verify(key).map_err(|_| invalid())?;
    let whole = |name: &str| claims.get(name).and_then(Value::as_i64);
    let expires = whole("exp").ok_or_else(invalid)?;
    whole("iat").ok_or_else(invalid)?;
    if text(&claims, "token_use") != Some(token_use) {
        return Err(invalid());
    }
    if expires <= cx.clock().now_s() {
        return Err(Error::not_authorized(format!("{name} has expired")));
    }
    Ok(claims)
}

/// The client that a token was issued to: of the pool, and still there.
async fn issued_to(
    cx: &Cx,
    pool: &Pool,
    claims: &Map,
    presented: &Presented,
) -> Result<Arc<ClientEntry>> {
    let invalid = || Error::not_authorized(format!("Invalid {}", presented.name));
    let member = match presented.kind {
        TokenKind::Access => "client_id",
        TokenKind::Id => "aud",
    };
    let client = cx.client(text(claims, member).ok_or_else(invalid)?).await?;
    client.filter(|entry| entry.client.pool == pool.key).ok_or_else(invalid)
}

/// The user of a token as the store knows them, and the session it belongs to.
async fn bearer(
    cx: &Cx,
    pool: &Pool,
    claims: &Map,
    presented: &Presented,
) -> Result<(User, Session)> {
    let name = presented.name;
    let invalid = || Error::not_authorized(format!("Invalid {name}"));
    let issued_to = issued_to(cx, pool, claims, presented).await?;
    let sub = text(claims, "sub").and_then(Sub::parse).ok_or_else(invalid)?;
    let session = text(claims, "origin_jti").and_then(id::parse_uuid).ok_or_else(invalid)?;
    let found = access_token::bearer(cx, pool, &issued_to, sub, session).await;
    let access_token::Bearer { user, session, .. } =
        found.map_err(|error| match error.message.as_str() {
            "Access Token has been revoked" => {
                Error::not_authorized(format!("{name} has been revoked"))
            }
            _ => error,
        })?;
    if cx.now_ms() >= session.expires {
        return Err(Error::not_authorized(format!("{name} has been revoked")));
    }
    match user.status {
        Status::Confirmed | Status::ExternalProvider | Status::ForceChangePassword => {}
        Status::Unconfirmed => return Err(Error::not_authorized("User is not confirmed.")),
        Status::ResetRequired => {
            return Err(Error::not_authorized("Password reset required for the user"));
        }
    }
    Ok((user, session))
}

/// Who acts: a user, or a client by its own token.
async fn actor(cx: &Cx, pool: &Pool, presented: &Presented) -> Result<Actor> {
    let claims = claims_of(cx, pool, presented).await?;
    let client_id = issued_to(cx, pool, &claims, presented).await?.client.id.clone();
    let sub = text(&claims, "sub").unwrap_or_default().to_owned();
    let is_client = presented.kind == TokenKind::Access && sub == client_id;
    if !is_client {
        bearer(cx, pool, &claims, presented).await?;
    }
    Ok(Actor { sub, issuer: discovery::issuer(cx, pool), client_id })
}

/// ID tokens have no scopes of their own: theirs are the session's.
fn granted(
    client: &ClientEntry,
    asked: Option<&[String]>,
    subject: &Map,
    session: &Session,
) -> Result<Vec<String>> {
    let scope = match text(subject, "token_use") {
        Some("access") => text(subject, "scope").unwrap_or_default(),
        _ => session.scope.as_str(),
    };
    let subject: Vec<String> = scope.split_ascii_whitespace().map(str::to_owned).collect();
    // A client without OAuth settings signs users in by the API only.
    let api = [SIGN_IN_SCOPE.to_owned()];
    let own = client.client.rules.oauth.as_ref().map_or(&api[..], |oauth| &oauth.scopes);
    let asked = asked.filter(|asked| !asked.is_empty());
    let scopes = token::granted(asked, &subject, own);
    match asked {
        Some(_) if scopes.is_empty() => Err(Error::invalid_parameter(
            "None of the requested scopes can be granted to this app client for this SubjectToken.",
        )),
        _ => Ok(scopes),
    }
}

async fn call_function(
    cx: &Cx,
    pool: &Pool,
    client: &ClientEntry,
    user: &User,
    scopes: &[String],
) -> Result<Overrides> {
    if pool.rules.functions.get(Trigger::PreTokenGeneration).is_none() {
        return Ok(Overrides::default());
    }
    let groups = cx.token_groups(user).await?;
    let occasion = token_function::Occasion {
        source: "TokenGeneration_TokenExchange",
        client_id: &client.client.id,
        user: Some(user),
        groups: &groups,
        scope: &scopes.join(" "),
        metadata: None,
    };
    token_function::call(cx, pool, occasion).await
}

fn text<'a>(claims: &'a Map, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}
