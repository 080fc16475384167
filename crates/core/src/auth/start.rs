//! The beginning of a sign-in: InitiateAuth and AdminInitiateAuth.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use cognate_crypto::srp::ClientPublic;
use cognate_domain::auth::{Flow, Input, required};
use cognate_domain::refusal;

use crate::auth::refresh::{Presented, refresh};
use crate::auth::{Aside, Outcome, Scene, Secrets, choice, drive};
use crate::error::Result;

/// `AuthFlow` and `AuthParameters`.
pub struct Request {
    pub flow: Flow,
    pub parameters: BTreeMap<String, String>,
    /// `Session`: of ConfirmSignUp, for USER_AUTH. Other flows begin without one.
    pub session: Option<String>,
}

/// Errors, in order: the flow at the wrong door or not permitted to the client; a missing parameter;
/// the secret hash missing; then what the machine refuses.
pub async fn start(scene: &Scene, request: Request) -> Result<Outcome> {
    let Request { flow, mut parameters, session } = request;
    flow.gate(scene.door, &scene.client().rules.flows)?;
    let secret_hash = parameters.remove("SECRET_HASH").filter(|hash| !hash.is_empty());
    if scene.client.has_secret() && secret_hash.is_none() {
        scene.client.check_secret_hash(None, &[])?;
    }
    let mut secrets = Secrets { secret_hash, ..Secrets::default() };
    let device = parameters.remove("DEVICE_KEY").filter(|key| !key.is_empty());
    let input = match flow {
        Flow::RefreshToken => {
            let token = required(&parameters, "REFRESH_TOKEN")?.to_owned();
            let presented = Presented { token, secret_hash: Some(secrets.secret_hash), device };
            return refresh(scene, presented).await.map(Outcome::Tokens);
        }
        Flow::UserPassword | Flow::AdminUserPassword => {
            let username = required(&parameters, "USERNAME")?.to_owned();
            required(&parameters, "PASSWORD")?;
            secrets.password = parameters.remove("PASSWORD").map(Zeroizing::new);
            Input::Password { username }
        }
        Flow::UserSrp => {
            let username = required(&parameters, "USERNAME")?.to_owned();
            secrets.client_public = Some(client_public(&parameters)?);
            Input::SrpStart { username }
        }
        Flow::Custom => {
            let username = required(&parameters, "USERNAME")?.to_owned();
            let srp = parameters.get("CHALLENGE_NAME").is_some_and(|name| name == "SRP_A");
            if srp {
                secrets.client_public = Some(client_public(&parameters)?);
            }
            Input::Custom { username, srp }
        }
        Flow::User => {
            let choice = choice::read(scene, &mut parameters, session, &mut secrets).await?;
            Input::Choice(Box::new(choice))
        }
    };
    drive(scene, input, &Aside { flow, device }, &secrets).await
}

/// `SRP_A`
pub(super) fn client_public(parameters: &BTreeMap<String, String>) -> Result<ClientPublic> {
    ClientPublic::parse_hex(required(parameters, "SRP_A")?)
        .map_err(|_| refusal::invalid_parameter("Invalid SRP_A parameter.").into())
}
