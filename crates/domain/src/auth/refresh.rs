//! What a refresh token is worth: a pure decision over the session row, which is the authority.
//!
//! Source: Amazon Cognito developer guide, "Refresh tokens" and "Refresh token rotation"; OTP-9.

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::refusal::{self, Refusal};
use crate::session::{Presented, Session};
use crate::user::{Status, User};

/// What the sealed refresh token names. All of it is checked against the session row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshToken {
    pub pool: i64,
    pub client: String,
    pub sub: [u8; 16],
    pub session: [u8; 16],
    pub generation: i64,
    /// Absolute, from the sign-in, in ms since the epoch.
    pub expires_ms: i64,
}

/// What a refresh does beyond signing an ID and an access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No rotation: nothing is written and no refresh token is sent.
    Reissue,
    /// The family moves to this generation, if it is still at the one before.
    Rotate { to: i64 },
    /// Inside the grace period: the current generation is sent again, nothing is written.
    Repeat { generation: i64 },
    /// A token that was replaced came back: the family is revoked.
    Reuse,
}

/// The text for a token that came back after its replacement.
pub fn reuse() -> Refusal {
    refusal::refresh_token_reuse("Refresh Token has already been used and is no longer valid.")
}

/// Errors, in order: expired; of another client; revoked (no row, revoked row, older epoch);
/// user disabled, unconfirmed or to be reset; then reuse, which the caller settles by revoking.
pub fn decide(
    token: &RefreshToken,
    client: &Client,
    session: Option<&Session>,
    user: Option<&User>,
    store_epoch: i64,
    now_ms: i64,
) -> Result<Decision, Refusal> {
    if token.client != client.id {
        return Err(refusal::not_authorized("Invalid Refresh Token"));
    }
    if now_ms >= token.expires_ms {
        return Err(refusal::not_authorized("Refresh Token has expired"));
    }
    let revoked = || refusal::not_authorized("Refresh Token has been revoked");
    let (Some(session), Some(user)) = (session, user) else { return Err(revoked()) };
    if session.client != token.client {
        return Err(refusal::not_authorized("Invalid Refresh Token"));
    }
    if session.revoked || session.store_epoch != store_epoch || session.user_epoch != user.epoch {
        return Err(if user.enabled {
            revoked()
        } else {
            refusal::not_authorized("User is disabled.")
        });
    }
    if now_ms >= session.expires {
        return Err(refusal::not_authorized("Refresh Token has expired"));
    }
    if !user.enabled {
        return Err(refusal::not_authorized("User is disabled."));
    }
    match user.status {
        Status::Unconfirmed => return Err(refusal::user_not_confirmed("User is not confirmed.")),
        Status::ResetRequired => {
            return Err(refusal::password_reset_required("Password reset required for the user"));
        }
        Status::Confirmed | Status::ForceChangePassword | Status::ExternalProvider => {}
    }
    Ok(match (session.presented(token.generation, now_ms), client.rules.rotation) {
        (Presented::Current, None) => Decision::Reissue,
        (Presented::Current, Some(_)) => Decision::Rotate { to: session.generation + 1 },
        (Presented::Grace, _) => Decision::Repeat { generation: session.generation },
        (Presented::Reused, _) => Decision::Reuse,
    })
}
