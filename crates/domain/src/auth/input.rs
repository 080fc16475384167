//! What a request brings to a sign-in. Passwords, codes and credentials stay with the shell (PW-9).

use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::Continuation;
use crate::auth::new_password::NewPassword;
use crate::auth::srp_state::SrpState;
use crate::auth::step_up::{Credit, StepUp};

/// How this request takes part in a sign-in.
#[derive(Clone, Debug)]
pub enum Input {
    /// A password came with the request.
    Password { username: String },
    /// First leg of plain SRP: the client's public value has been parsed and kept by the shell.
    SrpStart { username: String },
    /// CUSTOM_AUTH. `srp`: a public value came along, a password is to be proven first.
    Custom { username: String, srp: bool },
    /// USER_AUTH.
    Choice(Box<Choice>),
    /// PASSWORD_VERIFIER answered, with the state that the secret block carried.
    SrpProof { state: SrpState },
    /// DEVICE_PASSWORD_VERIFIER answered, likewise.
    DeviceProof { state: SrpState },
    /// Any other challenge answered.
    Reply(Box<Replied>),
}

/// The first request of USER_AUTH.
#[derive(Clone, Debug)]
pub struct Choice {
    pub username: String,
    /// `PREFERRED_CHALLENGE`
    pub preferred: Option<ChallengeName>,
    pub brought: Brought,
    /// From ConfirmSignUp, whose code counts as the first factor.
    pub session: Option<Continuation>,
    /// `TARGET_ACR_VALUES`, read against the pool's names.
    pub target: Option<StepUp>,
    /// What `ACCESS_TOKEN` brings along, if it is young enough.
    pub credit: Option<Credit>,
}

/// What came along with the choice of a first factor. The thing itself is in the shell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Brought {
    #[default]
    Nothing,
    Password,
    /// `SRP_A`
    PublicValue,
}

/// A session and what was answered to its challenge.
#[derive(Clone, Debug)]
pub struct Replied {
    pub session: Continuation,
    /// The `ChallengeName` of the request, which must be the session's.
    pub challenge: ChallengeName,
    /// `USERNAME`
    pub username: String,
    pub reply: Reply,
}

/// An answer, as far as the machine needs to know it.
#[derive(Clone, Debug)]
pub enum Reply {
    NewPassword(NewPassword),
    /// SMS_MFA, EMAIL_OTP, SMS_OTP and SOFTWARE_TOKEN_MFA.
    Code,
    /// SELECT_MFA_TYPE: `ANSWER`.
    SelectMfa {
        answer: String,
    },
    /// MFA_SETUP: nothing for a software token, `EMAIL` for e-mail.
    SetUp {
        email: Option<String>,
    },
    /// SELECT_CHALLENGE: `ANSWER`
    Choose {
        answer: String,
        brought: Brought,
    },
    /// PASSWORD
    Password,
    /// PASSWORD_SRP: the public value is in the shell.
    SrpStart,
    /// WEB_AUTHN
    Passkey,
    /// CUSTOM_CHALLENGE
    Custom,
    /// DEVICE_SRP_AUTH: the public value is in the shell.
    DeviceStart {
        device: String,
    },
}

impl Input {
    /// The session that this request answers, if it answers one.
    pub fn session(&self) -> Option<&Continuation> {
        match self {
            Input::Reply(replied) => Some(&replied.session),
            Input::SrpProof { state } | Input::DeviceProof { state } => state.within.as_deref(),
            Input::Choice(choice) => choice.session.as_ref(),
            Input::Password { .. } | Input::SrpStart { .. } | Input::Custom { .. } => None,
        }
    }

    /// The sign-in string of the first request.
    pub fn typed(&self) -> &str {
        match self {
            Input::Password { username }
            | Input::SrpStart { username }
            | Input::Custom { username, .. } => username,
            Input::Choice(choice) => &choice.username,
            Input::SrpProof { state } | Input::DeviceProof { state } => &state.typed,
            Input::Reply(replied) => &replied.session.typed,
        }
    }
}
