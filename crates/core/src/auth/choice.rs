//! What the first request of USER_AUTH brings: a preference, a session of ConfirmSignUp, a level to
//! reach.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use cognate_domain::auth::{
    Brought, ChallengeName, Choice, Continuation, Credit, Proof, State, StepUp, required,
};
use cognate_domain::pool::Tier;
use cognate_domain::refusal;

use crate::access_token;
use crate::auth::start::client_public;
use crate::auth::{Scene, Secrets, sealed};
use crate::error::{Error, Result};

type Parameters = BTreeMap<String, String>;

/// Errors, in order: a missing parameter; a preferred challenge that is no first factor; a session that
/// is not of ConfirmSignUp; then those of the level to reach.
pub async fn read(
    scene: &Scene,
    parameters: &mut Parameters,
    session: Option<String>,
    secrets: &mut Secrets,
) -> Result<Choice> {
    let username = required(parameters, "USERNAME")?.to_owned();
    let preferred = preferred(parameters)?;
    let brought = match preferred {
        Some(preferred) => brought(preferred, parameters, secrets)?,
        None => Brought::Nothing,
    };
    let session = match session.filter(|session| !session.is_empty()) {
        Some(session) => Some(signed_up(scene, &session)?),
        None => None,
    };
    let (target, credit) = step_up(scene, parameters).await?;
    Ok(Choice { username, preferred, brought, session, target, credit })
}

fn preferred(parameters: &Parameters) -> Result<Option<ChallengeName>> {
    let Some(name) = parameters.get("PREFERRED_CHALLENGE").filter(|name| !name.is_empty()) else {
        return Ok(None);
    };
    let is_first = |challenge: &ChallengeName| {
        matches!(
            challenge,
            ChallengeName::Password
                | ChallengeName::PasswordSrp
                | ChallengeName::EmailOtp
                | ChallengeName::SmsOtp
                | ChallengeName::WebAuthn
        )
    };
    let preferred = ChallengeName::from_name(name).filter(is_first);
    preferred.map(Some).ok_or_else(|| {
        Error::invalid_parameter(format!("{name} is not a challenge that can be preferred."))
    })
}

/// What came along with a chosen factor; it stays in the secrets.
pub fn brought(
    challenge: ChallengeName,
    parameters: &mut Parameters,
    secrets: &mut Secrets,
) -> Result<Brought> {
    let has = |name: &str| parameters.get(name).is_some_and(|value| !value.is_empty());
    match challenge {
        ChallengeName::Password if has("PASSWORD") => {
            secrets.password = parameters.remove("PASSWORD").map(Zeroizing::new);
            Ok(Brought::Password)
        }
        ChallengeName::PasswordSrp if has("SRP_A") => {
            secrets.client_public = Some(client_public(parameters)?);
            Ok(Brought::PublicValue)
        }
        _ => Ok(Brought::Nothing),
    }
}

fn signed_up(scene: &Scene, session: &str) -> Result<Continuation> {
    let session = sealed::open_session(scene, session)?;
    match session.state {
        State::SignedUp => Ok(session),
        _ => Err(Error::not_authorized("Invalid session for the user.")),
    }
}

/// `TARGET_ACR_VALUES`, `ACCESS_TOKEN` and `MAX_AGE`.
///
/// Errors, in order: a token without a target; the pool's tier; no level of the pool; `MAX_AGE` no
/// number of seconds; those of the access token; a token of another pool.
async fn step_up(
    scene: &Scene,
    parameters: &Parameters,
) -> Result<(Option<StepUp>, Option<Credit>)> {
    let given = |name: &str| parameters.get(name).map(String::as_str).filter(|it| !it.is_empty());
    let token = given("ACCESS_TOKEN");
    let Some(values) = parameters.get("TARGET_ACR_VALUES") else {
        return match token {
            Some(_) => Err(Error::invalid_parameter("ACCESS_TOKEN requires TARGET_ACR_VALUES.")),
            None => Ok((None, None)),
        };
    };
    let rules = &scene.pool.rules;
    if rules.tier == Tier::Lite {
        return Err(refusal::feature_unavailable_in_tier(
            "Step-up authentication is not available in the feature plan of the user pool.",
        )
        .into());
    }
    let target = StepUp::parse(values, &rules.acr)?;
    let age_max = match given("MAX_AGE").map(str::parse::<u32>) {
        None => None,
        Some(Ok(seconds)) => Some(i64::from(seconds)),
        Some(Err(_)) => {
            return Err(Error::invalid_parameter("MAX_AGE must be a number of seconds."));
        }
    };
    let Some(token) = token else { return Ok((Some(target), None)) };
    let verified = access_token::verify(&scene.cx, token).await?;
    if verified.pool.key != scene.pool.key {
        return Err(Error::not_authorized("Invalid Access Token"));
    }
    let age = scene.cx.clock().now_s() - verified.session.auth_time;
    // Too old: the sign-in starts from scratch.
    if age_max.is_some_and(|age_max| age > age_max) {
        return Ok((Some(target), None));
    }
    let proven = Proof::of_amr(&verified.session.amr);
    Ok((Some(target), Some(Credit { sub: verified.user.sub, proven })))
}
