//! The beginning of a sign-in: InitiateAuth and AdminInitiateAuth.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use cognate_crypto::srp::ClientPublic;
use cognate_domain::auth::{Flow, Input, required};
use cognate_domain::refusal;

use crate::auth::refresh::{Presented, refresh};
use crate::auth::{Outcome, Scene, Secrets, drive};
use crate::error::{Error, Result};

/// `AuthFlow` and `AuthParameters`.
pub struct Request {
    pub flow: Flow,
    pub parameters: BTreeMap<String, String>,
}

/// Errors, in order: the flow at the wrong door or not permitted to the client; a missing parameter;
/// the secret hash missing; then what the machine refuses.
pub async fn start(scene: &Scene, request: Request) -> Result<Outcome> {
    let Request { flow, mut parameters } = request;
    flow.gate(scene.door, &scene.client().rules.flows)?;
    let secret_hash = parameters.remove("SECRET_HASH").filter(|hash| !hash.is_empty());
    if scene.client.has_secret() && secret_hash.is_none() {
        scene.client.check_secret_hash(None, &[])?;
    }
    let mut secrets = Secrets { secret_hash, ..Secrets::default() };
    let input = match flow {
        Flow::RefreshToken => {
            let token = required(&parameters, "REFRESH_TOKEN")?.to_owned();
            let presented = Presented { token, secret_hash: Some(secrets.secret_hash) };
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
            let client_public = ClientPublic::parse_hex(required(&parameters, "SRP_A")?)
                .map_err(|_| refusal::invalid_parameter("Invalid SRP_A parameter."))?;
            secrets.client_public = Some(client_public);
            Input::SrpStart { username }
        }
        Flow::Custom => {
            return Err(refusal::invalid_parameter(
                "Custom auth lambda trigger is not configured for the user pool.",
            )
            .into());
        }
        Flow::User => {
            return Err(Error::invalid_parameter(
                "USER_AUTH is not available in this version of Cognate.",
            ));
        }
    };
    drive(scene, input, &secrets).await
}
