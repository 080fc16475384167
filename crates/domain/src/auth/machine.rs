//! The machine itself: one request of one sign-in, from its first question to its conclusion. What
//! happens at each stage stands with its concern.

use crate::attempt::{Attempts, Gate, Limits};
use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::{Continuation, Custom};
use crate::auth::flow::Flow;
use crate::auth::input::Input;
use crate::auth::proof::Proof;
use crate::auth::question::{
    Answer, Challenge, Conclusion, Done, Effect, Facts, Next, Question, Sending, TokenSource, Who,
    With,
};
use crate::auth::so_far::SoFar;
use crate::client::Client;
use crate::pool::{Pool, Trigger};
use crate::refusal::{self, Refusal};
use crate::sub::Sub;
use crate::user::User;

/// What the machine was waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Beginning,
    Loading,
    Migrating,
    Making,
    BeforeAuthentication,
    Proving,
    CheckingCode,
    CheckingTotp,
    CheckingPasskey,
    CheckingDevice,
    /// CUSTOM_AUTH: DefineAuthChallenge, CreateAuthChallenge, VerifyAuthChallengeResponse.
    Defining,
    Creating,
    Verifying,
    CheckingHistory,
    Settling(Then),
    AfterAuthentication,
    BeforeTokens,
}

/// What follows once the attempts are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// PostAuthentication, PreTokenGeneration, tokens.
    Finish,
    /// A message, whose text a function shapes.
    Send,
    /// DefineAuthChallenge.
    Define,
}

/// Everything about the request that is decided outside: time, randomness, epoch, limits.
#[derive(Clone, Debug)]
pub struct Circumstances {
    pub now_ms: i64,
    pub store_epoch: i64,
    /// Names this sign-in in tokens and events, unless it began with an earlier request.
    pub event_id: [u8; 16],
    /// Makes the next challenge session single-use.
    pub nonce: [u8; 16],
    /// Names the code that this request may send.
    pub code_id: [u8; 16],
    /// For what an authenticator has to sign.
    pub passkey_challenge: [u8; 32],
    /// Of a first request; answers go on with the flow of their session.
    pub flow: Flow,
    /// `DEVICE_KEY` of this request.
    pub device: Option<String>,
    pub limits: Limits,
}

pub struct Machine<'a> {
    pub(super) pool: &'a Pool,
    pub(super) client: &'a Client,
    pub(super) input: Input,
    pub(super) around: Circumstances,
    pub(super) stage: Stage,
    pub(super) so_far: SoFar,
    pub(super) facts: Facts,
    pub(super) effects: Vec<Effect>,
    pub(super) settled: bool,
    /// A challenge whose code waits until the attempts are settled.
    pub(super) to_send: Option<(Sending, Challenge)>,
}

impl<'a> Machine<'a> {
    pub fn new(pool: &'a Pool, client: &'a Client, input: Input, around: Circumstances) -> Self {
        let so_far = SoFar::new(&input, &around);
        Machine {
            pool,
            client,
            input,
            around,
            stage: Stage::Beginning,
            so_far,
            facts: Facts::default(),
            effects: Vec::new(),
            settled: false,
            to_send: None,
        }
    }

    /// The user the shell loaded, for the questions that need the record.
    pub fn user(&self) -> Option<&User> {
        self.facts.user.as_ref()
    }

    pub fn attempts(&self) -> &Attempts {
        &self.facts.attempts
    }

    /// Has a `Settle` been committed? Then the conclusion's batch is the second one.
    pub fn is_settled(&self) -> bool {
        self.settled
    }

    /// Which sign-in the tokens would come from, for PreTokenGeneration.
    pub fn token_source(&self) -> TokenSource {
        self.so_far.source
    }

    /// The sign-in string of the first request.
    pub fn typed(&self) -> &str {
        &self.so_far.typed
    }

    /// Names the sign-in, over all its requests.
    pub fn event_id(&self) -> [u8; 16] {
        self.so_far.event_id
    }

    /// The key of the device that the sign-in named.
    pub fn device(&self) -> Option<&str> {
        self.so_far.device.as_deref()
    }

    /// The flow that the sign-in began with.
    pub fn origin(&self) -> Flow {
        self.so_far.origin
    }

    /// What has been proven so far, in order.
    pub fn proven(&self) -> &[Proof] {
        &self.so_far.proven
    }

    /// What the functions of CUSTOM_AUTH have said.
    pub fn custom(&self) -> Option<&Custom> {
        self.so_far.custom.as_ref()
    }

    /// The session that this request answers.
    pub fn session(&self) -> Option<&Continuation> {
        self.input.session()
    }

    /// The first question, or a refusal that needs none.
    pub fn begin(&mut self) -> Next {
        if let Err(refusal) = self.check_states() {
            return refuse(refusal, Vec::new());
        }
        let sealed = match &self.input {
            Input::Reply(replied) => Some(replied.session.sub),
            Input::SrpProof { state } | Input::DeviceProof { state } => Some(state.sub),
            Input::Password { .. }
            | Input::SrpStart { .. }
            | Input::Custom { .. }
            | Input::Choice(_) => None,
        };
        let typed = || self.so_far.typed.clone();
        let who = match sealed {
            Some(Some(sub)) => Who::Known(Sub(sub)),
            Some(None) if self.answers_for_stranger() => Who::Named(typed()),
            Some(None) => Who::Nobody(typed()),
            None => Who::Named(typed()),
        };
        self.stage = Stage::Loading;
        let with = With {
            code: self.code_purpose(),
            device: self.device_to_load(),
            passkeys: self.asks_for_passkeys(),
        };
        Next::Ask(Question::Load { who, with })
    }

    /// What the client brought back must be of this client and step, and live.
    fn check_states(&self) -> Result<(), Refusal> {
        let (epoch, now) = (self.around.store_epoch, self.around.now_ms);
        let check = |session: &Continuation, challenge| {
            session.check(&self.client.id, challenge, epoch, now)
        };
        match &self.input {
            Input::Password { .. } | Input::SrpStart { .. } | Input::Custom { .. } => Ok(()),
            Input::Choice(choice) => match &choice.session {
                Some(session) => check(session, ChallengeName::SelectChallenge),
                None => Ok(()),
            },
            Input::Reply(replied) => check(&replied.session, replied.challenge),
            Input::SrpProof { state } | Input::DeviceProof { state } => {
                state.check(&self.client.id, epoch, now)?;
                let verifier = match self.input {
                    Input::DeviceProof { .. } => ChallengeName::DevicePasswordVerifier,
                    _ => ChallengeName::PasswordVerifier,
                };
                state.within.as_ref().map_or(Ok(()), |session| check(session, verifier))
            }
        }
    }

    /// Takes the answer to the question asked last.
    pub fn step(&mut self, answer: Answer) -> Next {
        match (self.stage, answer) {
            (_, Answer::Failed(refusal)) => self.function_failed(refusal),
            (Stage::Loading, Answer::Loaded(facts)) => {
                self.facts = facts;
                match self.input {
                    Input::Reply(_) => self.resume(),
                    _ => self.look_at_user(),
                }
            }
            (Stage::Migrating, Answer::Returned(response)) => self.migrated(&response),
            (Stage::Making, Answer::Loaded(facts)) => self.made(facts),
            (Stage::BeforeAuthentication, Answer::Returned(_)) => self.prove(),
            (Stage::Proving, Answer::Proof(right)) => self.proved(right),
            (Stage::CheckingCode, Answer::Proof(right)) => self.code_checked(right),
            (Stage::CheckingTotp, Answer::Totp(step)) => self.totp_checked(step),
            (Stage::CheckingPasskey, Answer::Passkey(proof)) => self.passkey_checked(proof),
            (Stage::CheckingDevice, Answer::Proof(right)) => self.device_checked(right),
            (Stage::Defining, Answer::Returned(response)) => self.defined(&response),
            (Stage::Creating, Answer::Returned(response)) => self.created(&response),
            (Stage::Verifying, Answer::Returned(response)) => self.verified(&response),
            (Stage::CheckingHistory, Answer::UsedBefore(used)) => self.history_checked(used),
            (Stage::Settling(then), Answer::Settled) => self.settled(then),
            (Stage::AfterAuthentication, Answer::Returned(_)) => self.before_tokens(),
            (Stage::BeforeTokens, Answer::Returned(response)) => self.grant(Some(response)),
            (stage, answer) => {
                unreachable!("{stage:?} was answered {answer:?}: the shell answers what is asked")
            }
        }
    }

    /// Ends the request with a challenge: what was right so far neither raises the counter nor clears
    /// it (RL-2).
    pub(super) fn challenge(&mut self, challenge: Challenge) -> Next {
        if !self.settled {
            self.effects.push(Effect::AttemptsUnchanged);
        }
        self.done(Conclusion::Challenge(Box::new(challenge)))
    }

    /// A wrong answer: counted, then said.
    pub(super) fn wrong(&mut self, refusal: Refusal) -> Next {
        let failed = self.facts.attempts.failed(self.around.now_ms, &self.around.limits);
        self.effects.push(Effect::AttemptFailed(failed));
        self.refuse(refusal)
    }

    /// The same for a code that opens a sign-in: who guesses at it knows nothing of the account yet, and
    /// must not be able to lock its owner out. The code's own row limits how often one may guess soon;
    /// the long counter over all codes goes on (OTP-4).
    pub(super) fn wrong_slowly(&mut self, refusal: Refusal) -> Next {
        let failed = self.facts.attempts.failed_code(self.around.now_ms, &self.around.limits);
        self.effects.push(Effect::AttemptFailed(failed));
        self.refuse(refusal)
    }

    pub(super) fn is_locked(&self) -> bool {
        matches!(self.facts.attempts.gate(self.around.now_ms), Gate::Locked { .. })
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) -> Next {
        self.done(Conclusion::Refuse(refusal))
    }

    pub(super) fn done(&mut self, conclusion: Conclusion) -> Next {
        Next::Done(Done { conclusion, effects: std::mem::take(&mut self.effects) })
    }

    pub(super) fn has(&self, trigger: Trigger) -> bool {
        self.pool.rules.functions.get(trigger).is_some()
    }

    pub(super) fn hides_existence(&self) -> bool {
        self.client.rules.hide_existence
    }
}

pub(super) fn call(trigger: Trigger, user_not_found: bool) -> Next {
    Next::Ask(Question::Call { trigger, user_not_found })
}

pub(super) fn refuse(refusal: Refusal, effects: Vec<Effect>) -> Next {
    Next::Done(Done { conclusion: Conclusion::Refuse(refusal), effects })
}

pub(super) fn exceeded() -> Next {
    refuse(refusal::not_authorized("Password attempts exceeded"), Vec::new())
}
