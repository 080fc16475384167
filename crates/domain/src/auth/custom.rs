//! CUSTOM_AUTH: the pool's functions define, create and verify challenges.
//!
//! ```text
//!  Define ─► CUSTOM_CHALLENGE ─► Create ─► client ─► Verify ─┐
//!    ▲ │                                                     │
//!    │ ├─► PASSWORD_VERIFIER (after SRP_A) ─► state, MFA ─┐   │
//!    │ └─► issueTokens, failAuthentication               │   │
//!    └───────────────────────────────────────────────────┴───┘
//! ```
//!
//! Only the results of challenges and the functions' `challengeMetadata` are kept, never answers. A
//! password that was proven is settled before any function learns of it (RL-2); custom answers are no
//! matter of the counter. For a name that nobody has, or whose user is disabled, the functions are
//! called with `userNotFound`, and whatever they say, no tokens are issued.
//!
//! Source: developer guide, "Custom authentication challenge Lambda triggers".

use std::collections::BTreeMap;

use serde_json::Value;

use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::{Continuation, Custom, CustomResult, State};
use crate::auth::input::Input;
use crate::auth::machine::{Machine, Stage, Then, call, refuse};
use crate::auth::proof::Proof;
use crate::auth::question::{Challenge, Conclusion, Next};
use crate::factor::{SecondFactor, usable};
use crate::pool::Trigger;
use crate::refusal::{self, Refusal};
use crate::user::Status;

impl Machine<'_> {
    /// After PreAuthentication: DefineAuthChallenge, told of SRP_A when a password is to be proven first.
    pub(super) fn begin_custom(&mut self) -> Next {
        if self.facts.user.as_ref().is_some_and(|user| !user.enabled) {
            self.facts.user = None;
        }
        self.so_far.custom = Some(Custom::default());
        if matches!(self.input, Input::Custom { srp: true, .. }) {
            self.happened("SRP_A", true, None);
        }
        self.define()
    }

    /// A built-in challenge of the flow is right. After a password, the user's state and second factor
    /// come first; after those, and where none is due ([`Machine::finish`]), the functions say what
    /// follows.
    pub(super) fn custom_goes_on(&mut self, challenge: &str) -> Next {
        let set_up = challenge == ChallengeName::MfaSetup.as_str();
        let challenge = if set_up { ChallengeName::SoftwareTokenMfa.as_str() } else { challenge };
        self.happened(challenge, true, None);
        match challenge == ChallengeName::PasswordVerifier.as_str() {
            true => self.after_first_factor(),
            false => self.back_to_functions(),
        }
    }

    /// Everything built in that was due is right, and settled before the functions say what follows.
    pub(super) fn back_to_functions(&mut self) -> Next {
        self.settle(Then::Define)
    }

    pub(super) fn define(&mut self) -> Next {
        self.call_custom(Stage::Defining, Trigger::DefineAuthChallenge)
    }

    /// DefineAuthChallenge returned.
    pub(super) fn defined(&mut self, response: &Value) -> Next {
        let decision = match Decision::read(response) {
            Ok(decision) => decision,
            Err(refusal) => return self.refuse(refusal),
        };
        match decision {
            Decision::Fail => self.refuse(not_authorized()),
            Decision::Issue => self.issue_tokens(),
            Decision::Ask(ChallengeName::CustomChallenge) => {
                self.call_custom(Stage::Creating, Trigger::CreateAuthChallenge)
            }
            Decision::Ask(ChallengeName::PasswordVerifier) => self.ask_password(),
            Decision::Ask(challenge) => self.ask_built_in(challenge),
        }
    }

    /// CreateAuthChallenge returned.
    pub(super) fn created(&mut self, response: &Value) -> Next {
        let read = || -> Result<_, Refusal> {
            let public = texts(response, "publicChallengeParameters")?;
            let private = texts(response, "privateChallengeParameters")?;
            Ok((public, private, text(response, "challengeMetadata")?))
        };
        let (public, private, metadata) = match read() {
            Ok(created) => created,
            Err(refusal) => return self.refuse(refusal),
        };
        if let Some(custom) = &mut self.so_far.custom {
            custom.private = private;
            custom.metadata = metadata;
        }
        let session = self.next_session(ChallengeName::CustomChallenge, State::None);
        let mut parameters = public;
        parameters.insert("USERNAME".to_owned(), self.shown_name());
        // A custom answer is no matter of the counter, nor is its challenge.
        self.done(Conclusion::Challenge(Box::new(Challenge { session, parameters })))
    }

    /// CUSTOM_CHALLENGE was answered.
    pub(super) fn custom_replied(&mut self, _session: &Continuation) -> Next {
        self.use_session();
        self.call_custom(Stage::Verifying, Trigger::VerifyAuthChallengeResponse)
    }

    /// VerifyAuthChallengeResponse returned.
    pub(super) fn verified(&mut self, response: &Value) -> Next {
        let right = match flag(response, "answerCorrect") {
            Ok(right) => right,
            Err(refusal) => return self.refuse(refusal),
        };
        let custom = self.so_far.custom.as_mut();
        let metadata = custom.and_then(|custom| {
            custom.private.clear();
            custom.metadata.take()
        });
        self.happened(ChallengeName::CustomChallenge.as_str(), right, metadata);
        self.define()
    }

    /// PASSWORD_VERIFIER can only follow SRP_A at once: the public value is of this request.
    fn ask_password(&mut self) -> Next {
        if !matches!(self.input, Input::Custom { srp: true, .. }) {
            return self.refuse(cannot_follow(ChallengeName::PasswordVerifier));
        }
        let decoy = self.is_decoy();
        let session = self.next_session(ChallengeName::PasswordVerifier, State::None);
        self.done(Conclusion::SrpChallenge { decoy, within: Some(Box::new(session)) })
    }

    /// A challenge that is not the functions' own.
    fn ask_built_in(&mut self, challenge: ChallengeName) -> Next {
        let Some(user) = self.facts.user.clone() else { return self.refuse(not_authorized()) };
        let asked = match challenge {
            ChallengeName::DeviceSrpAuth => self.device_instead(&user),
            _ => SecondFactor::parse(challenge.as_str())
                .filter(|factor| {
                    usable(&self.pool.rules, &user, &self.facts.factors).contains(factor)
                })
                .map(|factor| self.ask_factor(&user, factor)),
        };
        asked.unwrap_or_else(|| self.refuse(cannot_follow(challenge)))
    }

    /// The functions are content. What they decide about is who it is, not the user's state.
    fn issue_tokens(&mut self) -> Next {
        self.so_far.custom = None;
        let Some(user) = self.facts.user.clone() else { return self.refuse(not_authorized()) };
        self.so_far.proven.push(Proof::Custom);
        match user.status {
            Status::Confirmed => self.finish(),
            Status::ForceChangePassword => self.ask_new_password(&user),
            Status::Unconfirmed => {
                self.refuse(refusal::user_not_confirmed("User is not confirmed."))
            }
            Status::ResetRequired => self
                .refuse(refusal::password_reset_required("Password reset required for the user")),
            Status::ExternalProvider => self.refuse(not_authorized()),
        }
    }

    fn call_custom(&mut self, stage: Stage, trigger: Trigger) -> Next {
        if !self.has(trigger) {
            return refuse(not_configured(), Vec::new());
        }
        self.stage = stage;
        call(trigger, self.facts.user.is_none())
    }

    fn happened(&mut self, challenge: &str, right: bool, metadata: Option<String>) {
        let custom = self.so_far.custom.get_or_insert_default();
        custom.history.push(CustomResult { challenge: challenge.to_owned(), right, metadata });
    }

    /// The canonical name; the made-up one of a name that nobody has.
    fn shown_name(&self) -> String {
        let user = self.facts.user.as_ref();
        user.map_or_else(|| self.facts.simulated_id.clone(), |user| user.username.clone())
    }
}

/// What DefineAuthChallenge decided.
enum Decision {
    Fail,
    Issue,
    Ask(ChallengeName),
}

impl Decision {
    fn read(response: &Value) -> Result<Decision, Refusal> {
        let name = text(response, "challengeName")?;
        if flag(response, "failAuthentication")? {
            return Ok(Decision::Fail);
        }
        if flag(response, "issueTokens")? {
            return Ok(Decision::Issue);
        }
        let challenge = name.as_deref().and_then(ChallengeName::from_name);
        challenge.map(Decision::Ask).ok_or_else(unrecognizable)
    }
}

/// Absent and null are false.
fn flag(response: &Value, member: &str) -> Result<bool, Refusal> {
    match response.get(member) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(unrecognizable()),
    }
}

fn text(response: &Value, member: &str) -> Result<Option<String>, Refusal> {
    match response.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(unrecognizable()),
    }
}

/// A map of texts; null values are left out.
fn texts(response: &Value, member: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let Some(map) = response.get(member).filter(|map| !map.is_null()) else {
        return Ok(BTreeMap::new());
    };
    let entries = map.as_object().ok_or_else(unrecognizable)?.iter();
    let entries = entries.filter(|(_, value)| !value.is_null());
    entries
        .map(|(name, value)| {
            let text = value.as_str().ok_or_else(unrecognizable)?;
            Ok((name.clone(), text.to_owned()))
        })
        .collect()
}

fn not_configured() -> Refusal {
    refusal::invalid_parameter("Custom auth lambda trigger is not configured for the user pool.")
}

fn not_authorized() -> Refusal {
    refusal::not_authorized("Incorrect username or password.")
}

fn unrecognizable() -> Refusal {
    refusal::invalid_lambda_response("Unrecognizable lambda output")
}

fn cannot_follow(challenge: ChallengeName) -> Refusal {
    refusal::invalid_lambda_response(format!(
        "Invalid lambda function output : challengeName {} is not possible here",
        challenge.as_str()
    ))
}
