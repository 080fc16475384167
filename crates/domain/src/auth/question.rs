//! What the machine asks, what it is answered, and what it concludes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::attempt::Attempts;
use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::Continuation;
use crate::auth::proof::Proof;
use crate::code::{Outstanding, Purpose};
use crate::factor::{Factors, Seed};
use crate::message::{self, Delivery, Medium};
use crate::pool::Trigger;
use crate::refusal::Refusal;
use crate::signup::Migrated;
use crate::sub::Sub;
use crate::user::{Status, User};

/// Whom to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A sign-in string as typed: user name, active alias or `sub`.
    Named(String),
    /// The user of a sealed state, by id.
    Known(Sub),
    /// A name that no user had when the state was sealed.
    Nobody(String),
}

/// What to load besides, in the same trip; the same for names that nobody has (CT-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct With {
    /// The code of a purpose that is out.
    pub code: Option<Purpose>,
    /// The user's device of this id.
    pub device: Option<[u8; 16]>,
    /// The user's passkeys of the pool's relying party.
    pub passkeys: bool,
}

/// One read trip: the user, if there is one, and the attempt counter that guards the name. A concern
/// that needs more adds a member whose default means "nothing there".
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub user: Option<User>,
    pub attempts: Attempts,
    /// When the password was set, for the life of temporary ones.
    pub credential_set_ms: Option<i64>,
    /// Of the user, opened.
    pub factors: Factors,
    /// The device that was asked for in [`With`].
    pub device: Option<KnownDevice>,
    /// The code that was asked for in [`With`], dead or alive, by its id.
    pub code: Option<([u8; 16], Outstanding)>,
    /// There are passkeys, where [`With`] asked for them.
    pub passkeys: bool,
    /// What made-up destinations and factors are drawn from, for names that nobody has.
    pub simulated: message::Seed,
    /// The user name that such names are shown under.
    pub simulated_id: String,
    /// The user name that the password was set under, where it is another one: clients answer by it,
    /// because SRP has told them.
    pub former_name: Option<String>,
}

/// A device that the user confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    pub remembered: bool,
}

#[derive(Clone, Debug)]
pub enum Question {
    Load {
        who: Who,
        with: With,
    },
    /// Does the password of this request fit the user's verifier? With `against_decoy` the same
    /// arithmetic runs on a simulated verifier and the answer does not matter (PW-6, CT-2).
    CheckPassword {
        against_decoy: bool,
    },
    /// Does the claim signature fit the state? `against_decoy` as above.
    CheckSrp {
        against_decoy: bool,
    },
    /// The same with a device's verifier.
    CheckDevice {
        against_decoy: bool,
    },
    /// Is the code of this request the one that was loaded?
    CheckCode,
    /// Does the code of this request fit this secret? Answered with the time step it is of.
    CheckTotp {
        secret: Seed,
    },
    /// Does the assertion of this request fit the challenge and one of the user's passkeys?
    CheckPasskey {
        challenge: [u8; 32],
        against_decoy: bool,
    },
    /// Is the new password one of the last ones (`PasswordHistorySize`)?
    CheckHistory,
    /// Call the pool's function for this trigger.
    Call {
        trigger: Trigger,
        user_not_found: bool,
    },
    /// Make this user, with the password of this request, and load them.
    Migrate(Migrated),
    /// Commit these before going on: functions follow, and attempts are settled first (RL-2).
    Settle(Vec<Effect>),
}

#[expect(clippy::large_enum_variant, reason = "one at a time, moved once")]
#[derive(Clone, Debug)]
pub enum Answer {
    Loaded(Facts),
    /// To CheckPassword, CheckSrp, CheckDevice and CheckCode.
    Proof(bool),
    /// To CheckTotp: the time step, when the code is right.
    Totp(Option<i64>),
    /// To CheckPasskey.
    Passkey(Option<PasskeyProof>),
    UsedBefore(bool),
    /// The function returned; its `response` object.
    Returned(serde_json::Value),
    /// The function failed or could not be called, already worded for the caller.
    Failed(Refusal),
    Settled,
}

/// A right assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyProof {
    /// The credential's id, as the authenticator has it.
    pub id: Vec<u8>,
    /// The signature counter after it; 0 where the authenticator keeps none.
    pub counter: i64,
    pub backed_up: bool,
    pub user_verified: bool,
    pub platform: bool,
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
    /// A new code goes out, in the place of an older one of its purpose.
    SendCode(Sending),
    /// One more wrong answer to the code that was loaded.
    WrongCode,
    /// The code that was loaded is used up.
    RedeemCode,
    /// The code of this time step, and all before it, are used up (OTP-6).
    UseTotp { step: i64 },
    /// The passkey was used; its counter rises.
    UsePasskey(PasskeyProof),
    /// The user's factors are these now.
    SetFactors(Factors),
    /// The user has these contacts now, and they are verified.
    SetContact { medium: Medium, address: String },
    /// The device proved itself now.
    UseDevice { key: String },
}

/// A code to be sent. Purpose and destination are part of its digest (OTP-1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Of the new code; the session carries it.
    pub id: [u8; 16],
    pub purpose: Purpose,
    pub medium: Medium,
    pub to: To,
    pub expires_ms: i64,
}

/// Where a code goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// The user's whole address.
    User(String),
    /// The same rows are written, nothing is delivered, and no answer is right (CT-2). This is shown.
    Nobody(Delivery),
}

/// Which sign-in the tokens come from; names the trigger source of PreTokenGeneration. Sealed into
/// sessions by position: append, never reorder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenSource {
    Authentication,
    NewPasswordChallenge,
    AuthenticateDevice,
}

/// Tokens are to be issued.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    pub source: TokenSource,
    pub event_id: [u8; 16],
    /// What PreTokenGeneration returned, when it ran.
    pub overrides: Option<serde_json::Value>,
    /// Every right answer of the sign-in, in order: `amr` and the authentication level follow from it.
    pub proven: Vec<Proof>,
    /// The key of the user's device that the sign-in named.
    pub device: Option<String>,
    /// The sign-in is to get the key of a new device.
    pub new_device: bool,
    /// The authentication level that was reached, 1 to 4, where one was asked for.
    pub level: Option<u8>,
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
    /// `available` of the session is sent as `AvailableChallenges`.
    Challenge(Box<Challenge>),
    /// `PASSWORD_VERIFIER`: the shell draws b, computes B and seals the secret block.
    SrpChallenge {
        decoy: bool,
        /// Goes into the block and to the client; None in plain SRP.
        within: Option<Box<Continuation>>,
    },
    /// `DEVICE_PASSWORD_VERIFIER`, likewise.
    DeviceSrpChallenge {
        decoy: bool,
        within: Box<Continuation>,
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
