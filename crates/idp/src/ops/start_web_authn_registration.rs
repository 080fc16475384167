//! # StartWebAuthnRegistration
//!
//! Makes the options with which the signed-in user's browser or device creates a passkey.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: nothing. The challenge names the user and the client, is sealed, and is good for five
//! minutes.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; `WEB_AUTHN`
//! not among the pool's first factors; neither a relying party id nor a domain; 20 passkeys already.
//!
//! Differences from AWS: EdDSA is offered beside ES256 and RS256. In pools whose user names are
//! generated, `user.name` is the e-mail address or phone number.

use cognate_core::{Result, SignedIn, passkeys};
use cognate_shapes::idp::{StartWebAuthnRegistrationRequest, StartWebAuthnRegistrationResponse};
use cognate_wire::Value;

use crate::standing::may_act;

pub async fn start_web_authn_registration(
    caller: SignedIn,
    _: StartWebAuthnRegistrationRequest,
) -> Result<StartWebAuthnRegistrationResponse> {
    may_act(&caller.user)?;
    let (pool, client) = (&caller.pool, &caller.client.client.id);
    let options = passkeys::start(&caller, pool, client, &caller.user).await?;
    Ok(StartWebAuthnRegistrationResponse { credential_creation_options: Value::from_json(options) })
}
