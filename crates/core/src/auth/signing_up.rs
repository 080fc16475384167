//! From a sign-up to the first sign-in without another code: SignUp gives out a session, ConfirmSignUp
//! exchanges it for one that says which code was right, and USER_AUTH begins with that.

use cognate_domain::auth::{ChallengeName, Continuation, Flow, Proof, State, TokenSource};
use cognate_domain::message::Medium;
use cognate_domain::pool::{FirstFactor, Mfa};
use cognate_domain::{Sub, User, id};

use crate::auth::{Scene, sealed};
use crate::error::{Error, Result};

/// `Session` of SignUp, for a user who waits to be confirmed. None where the client could not go on
/// with it.
pub fn signed_up(scene: &Scene, user: &User, typed: &str) -> Result<Option<String>> {
    if !scene.client().rules.flows.user_auth {
        return Ok(None);
    }
    session(scene, user, typed, State::SigningUp, Vec::new()).map(Some)
}

/// A session of SignUp that came back.
pub struct SigningUp(Continuation);

/// `NotAuthorizedException` for a session that SignUp did not give out to this client.
pub fn open(scene: &Scene, session: &str) -> Result<SigningUp> {
    let session = sealed::open_session(scene, session)?;
    let is_ours = session.state == State::SigningUp
        && session.client == scene.client().id
        && session.store_epoch == scene.cx.store_epoch();
    if is_ours { Ok(SigningUp(session)) } else { Err(invalid()) }
}

impl SigningUp {
    /// Whose sign-up it is.
    pub fn sub(&self) -> Option<Sub> {
        self.0.sub.map(Sub)
    }

    /// `Session` of ConfirmSignUp: the code that came by this medium counts as the first factor. None
    /// once the sign-up's session has expired, and where one factor is not enough.
    pub fn confirmed(
        &self,
        scene: &Scene,
        user: &User,
        medium: Option<Medium>,
    ) -> Result<Option<String>> {
        let expired = scene.cx.now_ms() >= self.0.expires_ms;
        let Some(medium) = medium.filter(|_| !expired) else { return Ok(None) };
        signed_in_by(scene, user, &self.0.typed, medium)
    }
}

/// `Session` of ConfirmSignUp for whoever kept none of SignUp's, as Amplify does: where the pool lets a
/// code by this medium be the first factor anyway.
pub fn confirmed(
    scene: &Scene,
    user: &User,
    typed: &str,
    medium: Option<Medium>,
) -> Result<Option<String>> {
    let rules = &scene.pool.rules;
    let offered = |medium: &Medium| match medium {
        Medium::Email => rules.first_factors.contains(&FirstFactor::EmailOtp),
        Medium::Sms => rules.first_factors.contains(&FirstFactor::SmsOtp),
    };
    match medium.filter(|medium| scene.client().rules.flows.user_auth && offered(medium)) {
        Some(medium) => signed_in_by(scene, user, typed, medium),
        None => Ok(None),
    }
}

/// None where one factor is not enough.
fn signed_in_by(scene: &Scene, user: &User, typed: &str, medium: Medium) -> Result<Option<String>> {
    if scene.pool.rules.mfa == Mfa::On {
        return Ok(None);
    }
    let proof = match medium {
        Medium::Email => Proof::EmailOtp,
        Medium::Sms => Proof::Sms,
    };
    session(scene, user, typed, State::SignedUp, vec![proof]).map(Some)
}

fn session(
    scene: &Scene,
    user: &User,
    typed: &str,
    state: State,
    proven: Vec<Proof>,
) -> Result<String> {
    let cx = &scene.cx;
    let session = Continuation {
        pool: scene.pool.key,
        client: scene.client().id.clone(),
        sub: Some(user.sub.0),
        challenge: ChallengeName::SelectChallenge,
        origin: Flow::User,
        step: 0,
        nonce: id::in_time(cx.now_ms(), cx.random().array()),
        expires_ms: cx.now_ms() + scene.client().rules.auth_session_minutes * 60_000,
        user_epoch: user.epoch,
        credential_stamp: user.credential_stamp(),
        store_epoch: cx.store_epoch(),
        typed: typed.to_owned(),
        event_id: id::version_4(cx.random().array()),
        proven,
        source: TokenSource::Authentication,
        device: None,
        code: None,
        state,
        custom: None,
        target: None,
        available: Vec::new(),
    };
    sealed::session(scene, &session)
}

/// A session that is none, or not of this sign-up.
pub fn invalid() -> Error {
    Error::not_authorized("Invalid session for the user.")
}
