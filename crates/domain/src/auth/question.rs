//! What the machine asks, what it is answered, and what it concludes.

use std::collections::BTreeMap;

use crate::attempt::Attempts;
use crate::auth::continuation::{ChallengeName, Continuation, SrpState};
use crate::auth::new_password::NewPassword;
use crate::pool::Trigger;
use crate::refusal::Refusal;
use crate::sub::Sub;
use crate::user::{Status, User};

/// How this request takes part in a sign-in.
#[derive(Clone, Debug)]
pub enum Input {
    /// A password came with the request; the shell keeps it (PW-9).
    Password { username: String },
    /// First leg of SRP: the client's public value has been parsed and kept by the shell.
    SrpStart { username: String },
    /// Second leg: `PASSWORD_VERIFIER` answered, with the state the secret block carried.
    SrpProof { state: SrpState },
    /// `NEW_PASSWORD_REQUIRED` answered.
    NewPassword { session: Continuation, answer: NewPassword },
}

/// Whom to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A sign-in string as typed: user name, active alias or `sub`.
    Named(String),
    /// The user of a sealed state, by id.
    Known(Sub),
    /// A name that no user had when the SRP state was sealed.
    Nobody(String),
}

/// One read trip: the user, if there is one, and the attempt counter that guards the name.
#[derive(Clone, Debug)]
pub struct Facts {
    pub user: Option<User>,
    pub attempts: Attempts,
    /// When the password was set, for the life of temporary ones.
    pub credential_set_ms: Option<i64>,
}

#[derive(Clone, Debug)]
pub enum Question {
    Load(Who),
    /// Does the password of this request fit the user's verifier? With `against_decoy` the same
    /// arithmetic runs on a simulated verifier and the answer does not matter (PW-6, CT-2).
    CheckPassword {
        against_decoy: bool,
    },
    /// Does the claim signature fit the state? `against_decoy` as above.
    CheckSrp {
        against_decoy: bool,
    },
    /// Is the new password one of the last ones (`PasswordHistorySize`)?
    CheckHistory,
    /// Call the pool's function for this trigger.
    Call {
        trigger: Trigger,
        user_not_found: bool,
    },
    /// Commit these before going on: functions follow, and attempts are settled first (RL-2).
    Settle(Vec<Effect>),
}

#[expect(clippy::large_enum_variant, reason = "one at a time, moved once")]
#[derive(Clone, Debug)]
pub enum Answer {
    Loaded(Facts),
    Proof(bool),
    UsedBefore(bool),
    /// The function returned; its `response` object.
    Returned(serde_json::Value),
    /// The function failed or could not be called, already worded for the caller.
    Failed(Refusal),
    Settled,
}

/// A change that the conclusion rests on. All effects of a step are one batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A wrong answer: the counter moves from what was read to this.
    AttemptFailed(Attempts),
    /// A right answer that does not complete a sign-in: the counter must be as it was read.
    AttemptsUnchanged,
    /// A completed sign-in: the counter must be as read, and is cleared when it holds anything.
    AttemptsCleared,
    /// A one-time value is used up.
    Use { nonce: [u8; 16], expires_ms: i64 },
    /// The user gets the new password of this request, these attributes and this status.
    SetPassword { status: Status, attributes: BTreeMap<String, String> },
}

/// Which sign-in the tokens come from; names the trigger source of PreTokenGeneration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenSource {
    Authentication,
    NewPasswordChallenge,
}

/// Tokens are to be issued.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    pub source: TokenSource,
    pub event_id: [u8; 16],
    /// What PreTokenGeneration returned, when it ran.
    pub overrides: Option<serde_json::Value>,
}

/// A challenge is to be sent.
#[derive(Clone, Debug)]
pub struct Challenge {
    pub session: Continuation,
    pub parameters: BTreeMap<String, String>,
}

impl Challenge {
    pub fn name(&self) -> ChallengeName {
        self.session.challenge
    }
}

#[derive(Clone, Debug)]
pub enum Conclusion {
    Grant(Box<Grant>),
    Challenge(Box<Challenge>),
    /// `PASSWORD_VERIFIER`: the shell draws b, computes B and seals the secret block.
    SrpChallenge {
        decoy: bool,
    },
    Refuse(Refusal),
}

/// The end of this request: commit the effects, then answer.
#[derive(Clone, Debug)]
pub struct Done {
    pub conclusion: Conclusion,
    pub effects: Vec<Effect>,
}

#[derive(Clone, Debug)]
pub enum Next {
    Ask(Question),
    Done(Done),
}
