//! Answers to challenges: RespondToAuthChallenge and AdminRespondToAuthChallenge.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use cognate_domain::auth::{Input, NewPassword, required, timestamp};
use cognate_domain::refusal;

use crate::auth::{Outcome, Scene, Secrets, drive, sealed, srp};
use crate::error::{Error, Result};

/// The prefix of attributes in the answer to `NEW_PASSWORD_REQUIRED`.
const ATTRIBUTE: &str = "userAttributes.";

/// `ChallengeName`, `Session` and `ChallengeResponses`.
pub struct Response {
    pub challenge: String,
    pub session: Option<String>,
    pub answers: BTreeMap<String, String>,
}

/// Errors, in order: a challenge that this server never sends; a missing answer; the secret hash
/// missing; a session or secret block that is not ours; then what the machine refuses.
pub async fn respond(scene: &Scene, response: Response) -> Result<Outcome> {
    let Response { challenge, session, mut answers } = response;
    let secret_hash = answers.remove("SECRET_HASH").filter(|hash| !hash.is_empty());
    let username = required(&answers, "USERNAME")?.to_owned();
    if scene.client.has_secret() && secret_hash.is_none() {
        scene.client.check_secret_hash(None, &[])?;
    }
    let secrets =
        Secrets { secret_hash, answered_by: Some(username.clone()), ..Secrets::default() };
    match challenge.as_str() {
        "PASSWORD_VERIFIER" => password_verifier(scene, session, &answers, secrets).await,
        "NEW_PASSWORD_REQUIRED" => new_password(scene, session, answers, username, secrets).await,
        name => Err(Error::invalid_parameter(format!(
            "The challenge {name} is not available in this version of Cognate."
        ))),
    }
}

async fn password_verifier(
    scene: &Scene,
    session: Option<String>,
    answers: &BTreeMap<String, String>,
    mut secrets: Secrets,
) -> Result<Outcome> {
    let block = required(answers, "PASSWORD_CLAIM_SECRET_BLOCK")?;
    let signature = required(answers, "PASSWORD_CLAIM_SIGNATURE")?;
    let timestamp = required(answers, "TIMESTAMP")?;
    // Plain SRP sends no session, so one that comes back is not of this sign-in.
    if session.is_some_and(|session| !session.is_empty()) {
        return Err(Error::not_authorized("Invalid session for the user."));
    }
    let (block, state) = sealed::open_secret_block(scene, block)?;
    let signature = STANDARD_NO_PAD.decode(signature.trim_end_matches('=')).unwrap_or_default();
    let skew_ms = scene.cx.config().limits.srp_skew_seconds * 1_000;
    timestamp::check(timestamp, scene.cx.now_ms(), skew_ms)?;
    secrets.proof = Some(srp::Proof {
        state: state.clone(),
        block,
        signature,
        timestamp: timestamp.to_owned(),
    });
    drive(scene, Input::SrpProof { state }, &secrets).await
}

async fn new_password(
    scene: &Scene,
    session: Option<String>,
    mut answers: BTreeMap<String, String>,
    username: String,
    mut secrets: Secrets,
) -> Result<Outcome> {
    required(&answers, "NEW_PASSWORD")?;
    let password = answers.remove("NEW_PASSWORD").map(Zeroizing::new).unwrap_or_default();
    let session = session
        .filter(|session| !session.is_empty())
        .ok_or_else(|| refusal::invalid_parameter("Missing required parameter Session"))?;
    let session = sealed::open_session(scene, &session)?;
    let attributes = answers
        .into_iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(ATTRIBUTE)?.to_owned(), value)))
        .collect();
    let policy = scene.pool.rules.password.check(&password);
    secrets.password = Some(password);
    let answer = NewPassword { username, policy, attributes };
    drive(scene, Input::NewPassword { session, answer }, &secrets).await
}
