//! What the client carries between two requests of one sign-in, sealed by the shell.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::auth::challenge::ChallengeName;
use crate::auth::flow::Flow;
use crate::auth::proof::Proof;
use crate::auth::question::TokenSource;
use crate::auth::step_up::StepUp;
use crate::factor::Seed;
use crate::fold::fold;
use crate::refusal::{self, Refusal};
use crate::user::User;

/// The state behind `Session` (OTP-7): bound to pool, client, user, challenge and step, used once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continuation {
    pub pool: i64,
    pub client: String,
    /// None: nobody has the name, and the challenge is a decoy of `typed` (CT-2).
    pub sub: Option<[u8; 16]>,
    pub challenge: ChallengeName,
    /// The flow that the sign-in began with.
    pub origin: Flow,
    /// Counts the challenges of the sign-in, from 1.
    pub step: u8,
    pub nonce: [u8; 16],
    pub expires_ms: i64,
    /// Raised by global sign-out, disabling and resets: an older session is void (PW-8).
    pub user_epoch: i64,
    /// Changes with the password: a session begun with the old one is void (PW-8). The shell puts in
    /// the stamp of a password that is set in the same batch.
    pub credential_stamp: i64,
    /// Raised by a restore from backup (OTP-11).
    pub store_epoch: i64,
    /// The sign-in string of the first request, which later answers may repeat.
    pub typed: String,
    pub event_id: [u8; 16],
    /// What has been proven, in order.
    pub proven: Vec<Proof>,
    /// What the tokens will come from.
    pub source: TokenSource,
    /// `DEVICE_KEY` as the sign-in named it.
    pub device: Option<String>,
    /// The code that was sent for this challenge: an answer is good for no other.
    pub code: Option<[u8; 16]>,
    pub state: State,
    /// CUSTOM_AUTH: what its functions have said. It outlives the other challenges of the sign-in.
    pub custom: Option<Custom>,
    /// What the sign-in is to reach (ACR step-up).
    pub target: Option<StepUp>,
    /// What was offered; nothing else may be chosen. Empty where there was no choice.
    pub available: Vec<ChallengeName>,
}

/// What a challenge keeps besides. Sealed by position: append, never reorder.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    #[default]
    None,
    /// MFA_SETUP, after AssociateSoftwareToken.
    Totp { secret: Seed, name: Option<String>, verified: bool },
    /// EMAIL_OTP of MFA_SETUP: the address becomes the user's with the right code.
    Email { address: String },
    /// WEB_AUTHN: the challenge that the authenticator signs.
    WebAuthn { challenge: [u8; 32] },
    /// SELECT_CHALLENGE.
    Choice,
    /// Given out by SignUp, for ConfirmSignUp.
    SigningUp,
    /// Given out by ConfirmSignUp, whose code was the first factor of the sign-in that follows.
    SignedUp,
}

/// What the functions of CUSTOM_AUTH have said so far.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custom {
    pub history: Vec<CustomResult>,
    /// `challengeMetadata` of the challenge that is out.
    pub metadata: Option<String>,
    /// `privateChallengeParameters` of the challenge that is out.
    pub private: BTreeMap<String, String>,
}

/// One entry of `session`, as DefineAuthChallenge is told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomResult {
    pub challenge: String,
    pub right: bool,
    pub metadata: Option<String>,
}

/// Names nothing that functions keep private.
impl fmt::Debug for Custom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Custom").field("history", &self.history).finish_non_exhaustive()
    }
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
            return Err(invalid());
        }
        if now_ms >= self.expires_ms {
            return Err(refusal::not_authorized(
                "Invalid session for the user, session is expired.",
            ));
        }
        Ok(())
    }

    /// The same for nobody: a decoy of the name.
    #[must_use]
    pub fn of_nobody(self) -> Continuation {
        Continuation { sub: None, user_epoch: 0, credential_stamp: 0, ..self }
    }

    /// The longest that a session of anybody with the same name can be: all are sealed as long (CT-2).
    #[must_use]
    pub fn longest(&self) -> Continuation {
        Continuation {
            sub: Some([0; 16]),
            user_epoch: i64::MIN,
            credential_stamp: i64::MIN,
            ..self.clone()
        }
    }
}

/// A session that is none, or not of this client, user or step.
pub fn invalid() -> Refusal {
    refusal::not_authorized("Invalid session for the user.")
}

/// A session that was answered already.
pub fn used() -> Refusal {
    refusal::not_authorized("Invalid session for the user, session can only be used once.")
}

/// Names no secret: sessions carry a TOTP secret and what functions keep private (KEY-8).
impl fmt::Debug for Continuation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Continuation")
            .field("challenge", &self.challenge)
            .field("step", &self.step)
            .field("proven", &self.proven)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::None => "None",
            State::Totp { .. } => "Totp",
            State::Email { .. } => "Email",
            State::WebAuthn { .. } => "WebAuthn",
            State::Choice => "Choice",
            State::SigningUp => "SigningUp",
            State::SignedUp => "SignedUp",
        })
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
