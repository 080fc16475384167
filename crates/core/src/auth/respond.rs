//! Answers to challenges: RespondToAuthChallenge and AdminRespondToAuthChallenge.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use cognate_domain::auth::{
    Brought, ChallengeName, Flow, Input, NewPassword, Replied, Reply, SrpState, required, timestamp,
};
use cognate_domain::refusal;

use crate::auth::start::client_public;
use crate::auth::{Aside, Outcome, Scene, Secrets, choice, device, drive, sealed, srp};
use crate::error::{Error, Result};

/// The prefix of attributes in the answer to `NEW_PASSWORD_REQUIRED`.
const ATTRIBUTE: &str = "userAttributes.";

/// `ChallengeName`, `Session` and `ChallengeResponses`.
pub struct Response {
    pub challenge: String,
    pub session: Option<String>,
    pub answers: BTreeMap<String, String>,
}

/// Errors, in order: a missing user name; the secret hash missing; a challenge that this server never
/// sends; a missing answer; a session or secret block that is not ours; then what the machine refuses.
pub async fn respond(scene: &Scene, response: Response) -> Result<Outcome> {
    let Response { challenge, session, mut answers } = response;
    let secret_hash = answers.remove("SECRET_HASH").filter(|hash| !hash.is_empty());
    let username = required(&answers, "USERNAME")?.to_owned();
    if scene.client.has_secret() && secret_hash.is_none() {
        scene.client.check_secret_hash(None, &[])?;
    }
    let challenge = ChallengeName::from_name(&challenge).ok_or_else(|| {
        Error::invalid_parameter(format!(
            "The challenge {challenge} is not available in this version of Cognate."
        ))
    })?;
    let session = session.filter(|session| !session.is_empty());
    let device_key = answers.get("DEVICE_KEY").filter(|key| !key.is_empty()).cloned();
    // The flow of an answer is its session's; without a session it can only be plain SRP.
    let aside = Aside { flow: Flow::UserSrp, device: device_key };
    let mut secrets =
        Secrets { secret_hash, answered_by: Some(username.clone()), ..Secrets::default() };
    let input = match challenge {
        ChallengeName::PasswordVerifier => {
            let state = verifier(scene, session, &answers, &mut secrets)?;
            Input::SrpProof { state }
        }
        ChallengeName::DevicePasswordVerifier => {
            let state = verifier(scene, session, &answers, &mut secrets)?;
            Input::DeviceProof { state }
        }
        _ => {
            let reply = reply(scene, challenge, &mut answers, &mut secrets)?;
            let session = match (session, &reply) {
                (None, Reply::DeviceStart { device }) => {
                    let client_public = secrets.client_public.as_ref();
                    let no_public = || Error::internal("no SRP_A");
                    device::parked(scene, device, client_public.ok_or_else(no_public)?).await?
                }
                (session, _) => session.ok_or_else(|| refusal::missing_parameter("Session"))?,
            };
            let session = sealed::open_session(scene, &session)?;
            Input::Reply(Box::new(Replied { session, challenge, username, reply }))
        }
    };
    drive(scene, input, &aside, &secrets).await
}

/// What was answered; its secrets stay behind.
fn reply(
    scene: &Scene,
    challenge: ChallengeName,
    answers: &mut BTreeMap<String, String>,
    secrets: &mut Secrets,
) -> Result<Reply> {
    let code = match challenge {
        ChallengeName::SmsMfa => Some("SMS_MFA_CODE"),
        ChallengeName::SoftwareTokenMfa => Some("SOFTWARE_TOKEN_MFA_CODE"),
        ChallengeName::EmailOtp => Some("EMAIL_OTP_CODE"),
        ChallengeName::SmsOtp => Some("SMS_OTP_CODE"),
        _ => None,
    };
    if let Some(code) = code {
        secrets.code = Some(take(answers, code)?);
        return Ok(Reply::Code);
    }
    Ok(match challenge {
        ChallengeName::NewPasswordRequired => {
            let password = take(answers, "NEW_PASSWORD")?;
            let attributes = std::mem::take(answers)
                .into_iter()
                .filter_map(|(name, value)| Some((name.strip_prefix(ATTRIBUTE)?.to_owned(), value)))
                .collect();
            let policy = scene.pool.rules.password.check(&password);
            secrets.password = Some(password);
            Reply::NewPassword(NewPassword { policy, attributes })
        }
        ChallengeName::SelectMfaType => {
            Reply::SelectMfa { answer: required(answers, "ANSWER")?.to_owned() }
        }
        ChallengeName::MfaSetup => {
            let email = answers.remove("EMAIL").filter(|email| !email.is_empty());
            Reply::SetUp { email }
        }
        ChallengeName::SelectChallenge => {
            let answer = required(answers, "ANSWER")?.to_owned();
            let brought = match ChallengeName::from_name(&answer) {
                Some(chosen) => choice::brought(chosen, answers, secrets)?,
                None => Brought::Nothing,
            };
            Reply::Choose { answer, brought }
        }
        ChallengeName::Password => {
            secrets.password = Some(take(answers, "PASSWORD")?);
            Reply::Password
        }
        ChallengeName::PasswordSrp => {
            secrets.client_public = Some(client_public(answers)?);
            Reply::SrpStart
        }
        ChallengeName::WebAuthn => {
            secrets.credential = Some(required(answers, "CREDENTIAL")?.to_owned());
            Reply::Passkey
        }
        ChallengeName::CustomChallenge => {
            secrets.code = Some(take(answers, "ANSWER")?);
            Reply::Custom
        }
        ChallengeName::DeviceSrpAuth => {
            secrets.client_public = Some(client_public(answers)?);
            Reply::DeviceStart { device: required(answers, "DEVICE_KEY")?.to_owned() }
        }
        ChallengeName::SmsMfa
        | ChallengeName::SoftwareTokenMfa
        | ChallengeName::EmailOtp
        | ChallengeName::SmsOtp
        | ChallengeName::PasswordVerifier
        | ChallengeName::DevicePasswordVerifier => {
            unreachable!("codes are taken above, and verifiers bring a secret block")
        }
    })
}

/// A secret that must be there; it does not stay in the map.
fn take(answers: &mut BTreeMap<String, String>, name: &str) -> Result<Zeroizing<String>> {
    required(answers, name)?;
    Ok(answers.remove(name).map(Zeroizing::new).unwrap_or_default())
}

/// The state in the secret block of a `…_VERIFIER`, and its proof for later.
fn verifier(
    scene: &Scene,
    session: Option<String>,
    answers: &BTreeMap<String, String>,
    secrets: &mut Secrets,
) -> Result<SrpState> {
    let block = required(answers, "PASSWORD_CLAIM_SECRET_BLOCK")?;
    let signature = required(answers, "PASSWORD_CLAIM_SIGNATURE")?;
    let timestamp = required(answers, "TIMESTAMP")?;
    let (block, state) = sealed::open_secret_block(scene, block)?;
    // Plain SRP sends no session, so one that comes back is not of this sign-in. Elsewhere the block
    // says all: a session may be left out, and must be the block's where it is not.
    if let Some(session) = session {
        let session = sealed::open_session(scene, &session)?;
        if state.within.as_deref() != Some(&session) {
            return Err(Error::not_authorized("Invalid session for the user."));
        }
    }
    let signature = STANDARD_NO_PAD.decode(signature.trim_end_matches('=')).unwrap_or_default();
    let skew_ms = scene.cx.config().limits.srp_skew_seconds * 1_000;
    timestamp::check(timestamp, scene.cx.now_ms(), skew_ms)?;
    let timestamp = timestamp.to_owned();
    secrets.proof = Some(srp::Proof { state: state.clone(), block, signature, timestamp });
    Ok(state)
}
