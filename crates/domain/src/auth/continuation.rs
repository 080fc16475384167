//! What the client carries between two requests of one sign-in, sealed by the shell.

use serde::{Deserialize, Serialize};

use crate::fold::fold;
use crate::refusal::{self, Refusal};
use crate::user::User;

/// The challenges of `ChallengeNameType` that this machine can ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChallengeName {
    NewPasswordRequired,
}

impl ChallengeName {
    pub fn as_str(self) -> &'static str {
        match self {
            ChallengeName::NewPasswordRequired => "NEW_PASSWORD_REQUIRED",
        }
    }
}

/// The state behind `Session` (OTP-7): bound to pool, client, user, challenge and step, used once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continuation {
    pub pool: i64,
    pub client: String,
    pub sub: [u8; 16],
    pub challenge: ChallengeName,
    pub step: u8,
    pub nonce: [u8; 16],
    pub expires_ms: i64,
    /// Raised by global sign-out, disabling and resets: an older session is void (PW-8).
    pub user_epoch: i64,
    /// Changes with the password: a session begun with the old one is void (PW-8).
    pub credential_stamp: i64,
    /// Raised by a restore from backup (OTP-11).
    pub store_epoch: i64,
    /// The sign-in string of the first request, which later answers may repeat.
    pub typed: String,
    pub event_id: [u8; 16],
}

impl Continuation {
    /// Refuses a state of another client or challenge, or one that has expired or been voided.
    pub fn check(
        &self,
        client: &str,
        challenge: ChallengeName,
        store_epoch: i64,
        now_ms: i64,
    ) -> Result<(), Refusal> {
        if self.client != client || self.challenge != challenge || self.store_epoch != store_epoch {
            return Err(refusal::not_authorized("Invalid session for the user."));
        }
        if now_ms >= self.expires_ms {
            return Err(refusal::not_authorized(
                "Invalid session for the user, session is expired.",
            ));
        }
        Ok(())
    }
}

/// The state behind `SECRET_BLOCK` (PW-7). It alone identifies the sign-in: older clients answer
/// `PASSWORD_VERIFIER` without a `Session`.
#[derive(Clone, Serialize, Deserialize)]
pub struct SrpState {
    pub pool: i64,
    pub client: String,
    /// None: the name had no user, and the exchange is a decoy.
    pub sub: Option<[u8; 16]>,
    pub typed: String,
    pub user_id_for_srp: String,
    /// The client's public value, minimal big-endian.
    pub client_public: Vec<u8>,
    /// The server's secret exponent. The block is sealed, so it may travel.
    pub server_secret: Vec<u8>,
    /// The server's public value, from which the scrambler u follows.
    pub server_public: Vec<u8>,
    pub nonce: [u8; 16],
    pub issued_ms: i64,
    pub expires_ms: i64,
    pub user_epoch: i64,
    pub credential_stamp: i64,
    pub store_epoch: i64,
    pub event_id: [u8; 16],
}

impl SrpState {
    /// Refuses a state of another client, or one that has expired or been voided by a restore.
    pub fn check(&self, client: &str, store_epoch: i64, now_ms: i64) -> Result<(), Refusal> {
        if self.client != client || self.store_epoch != store_epoch {
            return Err(refusal::not_authorized("Invalid session for the user."));
        }
        if now_ms >= self.expires_ms {
            return Err(refusal::not_authorized(
                "Invalid session for the user, session is expired.",
            ));
        }
        Ok(())
    }
}

/// The block holds the server's secret exponent: never print it (KEY-8).
impl std::fmt::Debug for SrpState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SrpState").field("pool", &self.pool).finish_non_exhaustive()
    }
}

/// Does the `USERNAME` of an answer name the user whose state this is?
///
/// Clients send the typed name, the canonical one, `sub`, or `USER_ID_FOR_SRP`.
pub fn who_answers(given: &str, typed: &str, user: &User, case_sensitive: bool) -> bool {
    let given = fold(given, case_sensitive);
    let aliases = ["email", "phone_number", "preferred_username"];
    given == fold(typed, case_sensitive)
        || given == fold(&user.username, case_sensitive)
        || given == user.sub.to_string()
        || aliases.iter().any(|alias| {
            user.attributes.get(*alias).is_some_and(|value| fold(value, case_sensitive) == given)
        })
}
