//! Setting up a software token in the middle of a sign-in (`MFA_SETUP`): AssociateSoftwareToken and
//! VerifySoftwareToken with a `Session`.
//!
//! The new secret travels in the sealed session and nowhere else: it becomes the user's with the batch
//! that completes the sign-in. Each step uses its session up and gives a new one.

use std::sync::Arc;

use cognate_crypto::totp;
use cognate_domain::auth::{ChallengeName, Continuation, State};
use cognate_domain::factor::{SecondFactor, Seed, is_offered};
use cognate_domain::{Pool, Sub, id, refusal};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{totp_step, used_once, user};

use crate::auth::sealed;
use crate::clients::ClientEntry;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// Refuses where the pool does not offer software tokens.
pub fn refuse_unless_offered(pool: &Pool) -> Result<()> {
    if is_offered(&pool.rules, SecondFactor::SoftwareTokenMfa) {
        return Ok(());
    }
    let text = "Software Token MFA has not been enabled by the userPool";
    Err(refusal::software_token_mfa_not_found(text).into())
}

/// A new secret, and the session that carries it.
///
/// Errors, in order: a session that is none, or not one of `MFA_SETUP`, or expired or voided; a pool
/// without software tokens; a session used before.
pub async fn associate(cx: &Cx, session: &str) -> Result<(Seed, String)> {
    let setup = Setup::open(cx, session).await?;
    refuse_unless_offered(&setup.pool)?;
    let secret = Seed(cx.random().array());
    let state = State::Totp { secret: secret.clone(), name: None, verified: false };
    let session = setup.go_on(cx, state, None).await?;
    Ok((secret, session))
}

/// The session with which `MFA_SETUP` can be answered.
///
/// Errors, in order: as [`associate`]; no secret associated; a wrong code, which leaves the session as it
/// is; a session used before.
pub async fn verify(cx: &Cx, session: &str, code: &str, name: &str) -> Result<String> {
    let setup = Setup::open(cx, session).await?;
    refuse_unless_offered(&setup.pool)?;
    let State::Totp { secret, verified: false, .. } = &setup.state.state else {
        return Err(not_associated());
    };
    let step = totp::matching_step(&secret.0, code, cx.now_ms()).ok_or_else(code_mismatch)?;
    let name = Some(name.to_owned());
    let state = State::Totp { secret: secret.clone(), name, verified: true };
    setup.go_on(cx, state, Some(step)).await
}

/// VerifySoftwareToken before AssociateSoftwareToken.
pub fn not_associated() -> Error {
    refusal::software_token_mfa_not_found("No software token waits to be verified.").into()
}

/// The code is not the secret's.
pub fn code_mismatch() -> Error {
    refusal::enable_software_token_mfa("Code mismatch").into()
}

/// A sign-in that waits for `MFA_SETUP`.
struct Setup {
    pool: Arc<Pool>,
    client: Arc<ClientEntry>,
    keys: Arc<PoolKeys>,
    sub: Sub,
    state: Continuation,
}

impl Setup {
    async fn open(cx: &Cx, session: &str) -> Result<Setup> {
        let invalid = || Error::not_authorized("Invalid session for the user.");
        let pool = cx.pool_by_key(sealed::session_pool(session)?).await?.ok_or_else(invalid)?;
        cx.at_this_site(&pool).await?;
        let keys = cx.keys().pool(pool.key).await?;
        let state = sealed::unseal_session(cx, &keys, session)?;
        let client = cx.client(&state.client).await?;
        let client = client.filter(|entry| entry.client.pool == pool.key).ok_or_else(invalid)?;
        state.check(&state.client, ChallengeName::MfaSetup, cx.store_epoch(), cx.now_ms())?;
        let sub = Sub(state.sub.ok_or_else(invalid)?);
        let user = user::find(cx.store(), pool.key, sub).await?.ok_or_else(invalid)?;
        let is_current = user.enabled
            && user.epoch == state.user_epoch
            && user.credential_stamp() == state.credential_stamp;
        if !is_current {
            return Err(invalid());
        }
        Ok(Setup { pool, client, keys, sub, state })
    }

    /// Uses the session up, and the code of `step` with it, and seals the next one.
    async fn go_on(self, cx: &Cx, state: State, step: Option<i64>) -> Result<String> {
        let Setup { pool, client, keys, sub, state: before } = self;
        let mut batch = Batch::new();
        batch.push(used_once::insert(pool.key, &before.nonce, before.expires_ms));
        batch.extend(step.map(|step| totp_step::raise(pool.key, sub, step)));
        let minutes = client.client.rules.auth_session_minutes;
        let next = Continuation {
            step: before.step.saturating_add(1),
            nonce: id::in_time(cx.now_ms(), cx.random().array()),
            expires_ms: cx.now_ms() + minutes * 60_000,
            state,
            ..before
        };
        match cx.store().write(batch).await? {
            Outcome::Committed => sealed::seal_session(cx, &keys, &next),
            Outcome::Unmet(_) => Err(Error::not_authorized(
                "Invalid session for the user, session can only be used once.",
            )),
        }
    }
}
