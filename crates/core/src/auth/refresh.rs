//! Refreshing tokens; the decision is `cognate_domain::auth::refresh`.

use cognate_crypto::compact;
use cognate_domain::auth::refresh::{Decision, decide, reuse};
use cognate_domain::auth::secret_hash_names;
use cognate_domain::pool::Trigger;
use cognate_domain::token::Overrides;
use cognate_domain::{Session, Sub, User, device};
use cognate_store::batch::{Batch, Outcome as Written};
use cognate_store::records::device as record;
use cognate_store::records::{session, user};

use crate::auth::{Issued, Scene};
use crate::error::{Error, Result};
use crate::sessions;
use crate::token_function;
use crate::tokens;
use crate::users::{self, TRIES};

/// A refresh token as it came in.
pub struct Presented {
    pub token: String,
    /// Where the door takes `SECRET_HASH`: what was sent. None: the client is authenticated already.
    pub secret_hash: Option<Option<String>>,
    /// `DEVICE_KEY`
    pub device: Option<String>,
}

/// One read trip, another one where the pool tracks devices, and a write only when the family rotates, or
/// when the last use of a tracked session is over a minute ago.
///
/// Errors, in order: a token of another pool; of another client, expired, revoked; a user who may
/// not sign in; the secret hash; not from the device of the sign-in, or that is not confirmed; a token
/// that was used before (its family is revoked).
pub async fn refresh(scene: &Scene, presented: Presented) -> Result<Issued> {
    let cx = &scene.cx;
    let invalid = || Error::not_authorized("Invalid Refresh Token");
    let hint = compact::peek_hint(&presented.token).map_err(|_| invalid())?;
    if hint != scene.pool.key.to_be_bytes() {
        return Err(invalid());
    }
    let token = tokens::open_refresh_token(&scene.keys, &presented.token)?;
    for _ in 0..TRIES {
        let found =
            user::with_session(cx.store(), token.pool, Sub(token.sub), token.session).await?;
        let (user, session) = match found {
            Some(found) => (Some(found.user), found.session),
            None => (None, None),
        };
        let decision = decide(
            &token,
            scene.client(),
            session.as_ref(),
            user.as_ref(),
            cx.store_epoch(),
            cx.now_ms(),
        )?;
        let (Some(user), Some(session)) = (user, session) else { return Err(invalid()) };
        if let Some(given) = &presented.secret_hash {
            let names = secret_hash_names(&user.username, Some((&user.username, user.sub)));
            scene.client.check_secret_hash(given.as_deref(), &names)?;
        }
        check_device(scene, &session, presented.device.as_deref()).await?;
        let generation = match decision {
            Decision::Reissue => None,
            Decision::Repeat { generation } | Decision::Rotate { to: generation } => {
                Some(generation)
            }
            Decision::Reuse => {
                let revoke = session::revoke(session.pool, session.sub, session.id);
                cx.store().write(Batch::new().with(revoke)).await?;
                return Err(reuse().into());
            }
        };
        // Before the rotation: a token that is replaced by one that is never sent ends the session.
        let overrides = call_function(scene, &presented, &user, &session).await?;
        let issued =
            tokens::issue(cx, &scene.pool, scene.client(), &user, &session, &overrides).await?;
        let rotates = matches!(decision, Decision::Rotate { .. });
        if rotates && !rotate(scene, &session).await? {
            // Somebody was quicker: judge the family as it is now.
            continue;
        }
        if !rotates {
            note_use(scene, &session).await;
        }
        let refresh = generation
            .map(|generation| tokens::refresh_token(cx, &scene.keys, &session, generation))
            .transpose()?;
        let tokens::Tokens { id, access, expires_in } = issued;
        return Ok(Issued { id, access, refresh, expires_in, device: None });
    }
    Err(Error::too_many_requests())
}

async fn rotate(scene: &Scene, session: &Session) -> Result<bool> {
    let grace_seconds = scene.client().rules.rotation.map_or(0, |rotation| rotation.grace_seconds);
    let mut batch = Batch::new().with(session::rotate(session, scene.cx.now_ms(), grace_seconds));
    batch.extend(sessions::rotated(&scene.cx, &scene.pool, session));
    let written = scene.cx.store().write(batch).await?;
    Ok(written == Written::Committed)
}

/// Where and when a tracked session was used. Only people look at it: a store that takes no writes does
/// not keep anybody from their tokens.
async fn note_use(scene: &Scene, session: &Session) {
    let statements = sessions::refreshed(&scene.cx, &scene.pool, session);
    if statements.is_empty() {
        return;
    }
    if let Err(error) = scene.cx.store().write(users::batch(statements)).await {
        tracing::warn!(%error, "the use of a session was not noted");
    }
}

/// With device tracking a refresh token works on the device of its sign-in, once that is confirmed.
async fn check_device(scene: &Scene, session: &Session, given: Option<&str>) -> Result<()> {
    if scene.pool.rules.devices.is_none() {
        return Ok(());
    }
    let invalid = || Error::not_authorized("Invalid Refresh Token");
    let key =
        given.filter(|given| session.device.as_deref() == Some(*given)).ok_or_else(invalid)?;
    let id = device::parse(&scene.pool.region, key).ok_or_else(invalid)?;
    let found = record::find(scene.cx.store(), session.pool, session.sub, id).await?;
    found.map(drop).ok_or_else(invalid)
}

/// PreTokenGeneration runs at each refresh.
async fn call_function(
    scene: &Scene,
    presented: &Presented,
    user: &User,
    session: &Session,
) -> Result<Overrides> {
    if scene.pool.rules.functions.get(Trigger::PreTokenGeneration).is_none() {
        return Ok(Overrides::default());
    }
    let groups = scene.cx.token_groups(user).await?;
    // InitiateAuth keeps its metadata from this function; GetTokensFromRefreshToken hands it on.
    let handed_on = presented.secret_hash.is_none() && !scene.metadata.is_empty();
    let occasion = token_function::Occasion {
        source: "TokenGeneration_RefreshTokens",
        client_id: &scene.client().id,
        user: Some(user),
        groups: &groups,
        scope: &session.scope,
        metadata: handed_on.then(|| serde_json::json!(scene.metadata)),
    };
    token_function::call(&scene.cx, &scene.pool, occasion).await
}
