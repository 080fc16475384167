//! The machine itself: one request of one sign-in, from its first question to its conclusion.

use crate::attempt::{Attempts, Gate, Limits};
use crate::auth::continuation::{ChallengeName, Continuation, SrpState, who_answers};
use crate::auth::new_password::{self, NewPassword};
use crate::auth::question::{
    Answer, Challenge, Conclusion, Done, Effect, Facts, Grant, Input, Next, Question, TokenSource,
    Who,
};
use crate::client::Client;
use crate::password;
use crate::pool::{Mfa, Pool, Trigger};
use crate::refusal::{self, Refusal};
use crate::sub::Sub;
use crate::user::{Status, User};

/// What the machine was waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Beginning,
    Loading,
    Migrating,
    BeforeAuthentication,
    Proving,
    CheckingHistory,
    Settling,
    AfterAuthentication,
    BeforeTokens,
}

/// Everything about the request that is decided outside: time, randomness, epoch, limits.
#[derive(Clone, Debug)]
pub struct Circumstances {
    pub now_ms: i64,
    pub store_epoch: i64,
    /// Names this sign-in in tokens and events.
    pub event_id: [u8; 16],
    /// Makes the next challenge session single-use.
    pub nonce: [u8; 16],
    pub limits: Limits,
}

pub struct Machine<'a> {
    pool: &'a Pool,
    client: &'a Client,
    input: Input,
    around: Circumstances,
    stage: Stage,
    user: Option<User>,
    attempts: Attempts,
    credential_set_ms: Option<i64>,
    effects: Vec<Effect>,
    settled: bool,
    source: TokenSource,
}

impl<'a> Machine<'a> {
    pub fn new(pool: &'a Pool, client: &'a Client, input: Input, around: Circumstances) -> Self {
        Machine {
            pool,
            client,
            input,
            around,
            stage: Stage::Beginning,
            user: None,
            attempts: Attempts::default(),
            credential_set_ms: None,
            effects: Vec::new(),
            settled: false,
            source: TokenSource::Authentication,
        }
    }

    /// The user the shell loaded, for the questions that need the record.
    pub fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    pub fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// Has a `Settle` been committed? Then the conclusion's batch is the second one.
    pub fn is_settled(&self) -> bool {
        self.settled
    }

    /// Which sign-in the tokens would come from, for PreTokenGeneration.
    pub fn token_source(&self) -> TokenSource {
        self.source
    }

    /// The first question, or a refusal that needs none.
    pub fn begin(&mut self) -> Next {
        let who = match &self.input {
            Input::Password { username } | Input::SrpStart { username } => {
                Who::Named(username.clone())
            }
            Input::SrpProof { state } => {
                let (epoch, now) = (self.around.store_epoch, self.around.now_ms);
                if let Err(refusal) = state.check(&self.client.id, epoch, now) {
                    return refuse(refusal, Vec::new());
                }
                self.around.event_id = state.event_id;
                match state.sub {
                    Some(sub) => Who::Known(Sub(sub)),
                    None => Who::Nobody(state.typed.clone()),
                }
            }
            Input::NewPassword { session, .. } => {
                let (epoch, now) = (self.around.store_epoch, self.around.now_ms);
                let challenge = ChallengeName::NewPasswordRequired;
                if let Err(refusal) = session.check(&self.client.id, challenge, epoch, now) {
                    return refuse(refusal, Vec::new());
                }
                self.around.event_id = session.event_id;
                Who::Known(Sub(session.sub))
            }
        };
        self.stage = Stage::Loading;
        Next::Ask(Question::Load(who))
    }

    /// Takes the answer to the question asked last.
    pub fn step(&mut self, answer: Answer) -> Next {
        match (self.stage, answer) {
            (_, Answer::Failed(refusal)) => self.function_failed(refusal),
            (Stage::Loading, Answer::Loaded(facts)) => self.loaded(facts),
            // A migrated user would have to be created here; until that is built the flow fails
            // closed rather than dropping what the function returned.
            (Stage::Migrating, Answer::Returned(_)) => refuse(
                refusal::unexpected_lambda(
                    "UserMigration invocation failed due to error configuration.",
                ),
                Vec::new(),
            ),
            (Stage::BeforeAuthentication, Answer::Returned(_)) => self.prove(),
            (Stage::Proving, Answer::Proof(right)) => self.proved(right),
            (Stage::CheckingHistory, Answer::UsedBefore(used)) => self.history_checked(used),
            (Stage::Settling, Answer::Settled) => self.settled(),
            (Stage::AfterAuthentication, Answer::Returned(_)) => self.before_tokens(),
            (Stage::BeforeTokens, Answer::Returned(response)) => self.grant(Some(response)),
            (stage, answer) => {
                unreachable!("{stage:?} was answered {answer:?}: the shell answers what is asked")
            }
        }
    }

    fn loaded(&mut self, facts: Facts) -> Next {
        self.user = facts.user;
        self.attempts = facts.attempts;
        self.credential_set_ms = facts.credential_set_ms;
        if let Input::NewPassword { session, answer } = &self.input {
            let (session, answer) = (session.clone(), answer.clone());
            return self.new_password(&session, &answer);
        }
        let locked = matches!(self.attempts.gate(self.around.now_ms), Gate::Locked { .. });
        let exceeded = || refuse(refusal::not_authorized("Password attempts exceeded"), vec![]);
        let typed_password = matches!(self.input, Input::Password { .. });
        if self.user.is_none() && typed_password && self.has(Trigger::UserMigration) {
            // The function, too, would tell whether a password is right (RL-2).
            if locked {
                return exceeded();
            }
            self.stage = Stage::Migrating;
            return call(Trigger::UserMigration, true);
        }
        if !self.hides_existence() && !self.continues_decoy() {
            match &self.user {
                None => return refuse(refusal::user_not_found("User does not exist."), vec![]),
                Some(user) if !user.enabled => {
                    return refuse(refusal::not_authorized("User is disabled."), vec![]);
                }
                Some(_) => {}
            }
        }
        if locked {
            return exceeded();
        }
        let begins = !matches!(self.input, Input::SrpProof { .. });
        if begins && self.has(Trigger::PreAuthentication) {
            self.stage = Stage::BeforeAuthentication;
            return call(Trigger::PreAuthentication, self.user.is_none());
        }
        self.prove()
    }

    fn prove(&mut self) -> Next {
        let against_decoy = self.is_decoy();
        self.stage = Stage::Proving;
        match &self.input {
            Input::Password { .. } => Next::Ask(Question::CheckPassword { against_decoy }),
            Input::SrpProof { .. } => Next::Ask(Question::CheckSrp { against_decoy }),
            Input::SrpStart { .. } => Next::Done(Done {
                conclusion: Conclusion::SrpChallenge { decoy: against_decoy },
                effects: Vec::new(),
            }),
            Input::NewPassword { .. } => unreachable!("a new password proves nothing"),
        }
    }

    /// The first leg promised a challenge to somebody without a password. The second leg keeps to it,
    /// so that it ends as it does for a wrong password.
    fn continues_decoy(&self) -> bool {
        matches!(&self.input, Input::SrpProof { state } if state.sub.is_none())
    }

    /// Nobody can sign in with a password here: no user, no password, or a hidden one (CT-2).
    fn is_decoy(&self) -> bool {
        let Some(user) = &self.user else { return true };
        let password_changed = match &self.input {
            Input::SrpProof { state } => {
                state.sub != Some(user.sub.0)
                    || state.user_epoch != user.epoch
                    || state.credential_stamp != user.credential_stamp()
            }
            _ => false,
        };
        !user.enabled || user.credential.is_none() || password_changed
    }

    fn proved(&mut self, right: bool) -> Next {
        if let Input::SrpProof { state: SrpState { nonce, expires_ms, .. } } = &self.input {
            self.effects.push(Effect::Use { nonce: *nonce, expires_ms: *expires_ms });
        }
        if !right || self.is_decoy() {
            let failed = self.attempts.failed(self.around.now_ms, &self.around.limits);
            self.effects.push(Effect::AttemptFailed(failed));
            return self.refuse(refusal::not_authorized("Incorrect username or password."));
        }
        let Some(user) = self.user.clone() else { unreachable!("a missing user is a decoy") };
        self.after_first_factor(&user)
    }

    /// The first factor is right. Which step comes next is a matter of the user's state.
    fn after_first_factor(&mut self, user: &User) -> Next {
        let refused = match user.status {
            Status::Unconfirmed => Some(refusal::user_not_confirmed("User is not confirmed.")),
            Status::ResetRequired => {
                Some(refusal::password_reset_required("Password reset required for the user"))
            }
            // Not reached with a password: such users have none.
            Status::ExternalProvider => {
                Some(refusal::not_authorized("Incorrect username or password."))
            }
            Status::ForceChangePassword if self.temporary_password_expired(user) => {
                Some(refusal::not_authorized(
                    "Temporary password has expired and must be reset by an administrator.",
                ))
            }
            Status::ForceChangePassword | Status::Confirmed => self.second_factor_missing(user),
        };
        if let Some(refusal) = refused {
            self.effects.push(Effect::AttemptsUnchanged);
            return self.refuse(refusal);
        }
        if user.status == Status::ForceChangePassword {
            return self.ask_new_password(user);
        }
        self.finish()
    }

    fn temporary_password_expired(&self, user: &User) -> bool {
        let set_ms = self.credential_set_ms.unwrap_or(user.modified);
        self.around.now_ms >= self.pool.rules.password.temporary_until(set_ms)
    }

    /// Stored settings that demand a factor this machine cannot ask for fail closed.
    fn second_factor_missing(&self, user: &User) -> Option<Refusal> {
        let demanded = match self.pool.rules.mfa {
            Mfa::On => true,
            Mfa::Optional => user.factors.is_some(),
            Mfa::Off => false,
        };
        demanded.then(|| {
            refusal::invalid_user_pool_configuration(
                "This sign-in requires multi-factor authentication, which this version of the \
                 server does not offer yet.",
            )
        })
    }

    fn ask_new_password(&mut self, user: &User) -> Next {
        let typed = match &self.input {
            Input::Password { username } => username.clone(),
            Input::SrpProof { state } => state.typed.clone(),
            Input::SrpStart { .. } | Input::NewPassword { .. } => user.username.clone(),
        };
        let minutes = self.client.rules.auth_session_minutes;
        let session = Continuation {
            pool: self.pool.key,
            client: self.client.id.clone(),
            sub: user.sub.0,
            challenge: ChallengeName::NewPasswordRequired,
            step: 1,
            nonce: self.around.nonce,
            expires_ms: self.around.now_ms + minutes * 60_000,
            user_epoch: user.epoch,
            credential_stamp: user.credential_stamp(),
            store_epoch: self.around.store_epoch,
            typed,
            event_id: self.around.event_id,
        };
        let parameters = new_password::parameters(self.pool, user);
        self.effects.push(Effect::AttemptsUnchanged);
        self.done(Conclusion::Challenge(Box::new(Challenge { session, parameters })))
    }

    fn new_password(&mut self, session: &Continuation, answer: &NewPassword) -> Next {
        let invalid = || refusal::not_authorized("Invalid session for the user.");
        let case_sensitive = self.pool.rules.case_sensitive;
        let user = match &self.user {
            Some(user)
                if user.epoch == session.user_epoch
                    && who_answers(&answer.username, &session.typed, user, case_sensitive) =>
            {
                user.clone()
            }
            _ => return refuse(invalid(), vec![]),
        };
        // Answered already: the password this session was begun with is gone.
        if user.credential_stamp() != session.credential_stamp {
            return refuse(
                refusal::not_authorized(
                    "Invalid session for the user, session can only be used once.",
                ),
                vec![],
            );
        }
        if !user.enabled {
            return refuse(refusal::not_authorized("User is disabled."), vec![]);
        }
        if user.status != Status::ForceChangePassword {
            return refuse(invalid(), vec![]);
        }
        if let Some(refusal) = self.second_factor_missing(&user) {
            return refuse(refusal, vec![]);
        }
        let attributes = match new_password::check(self.pool, self.client, &user, answer) {
            Ok(attributes) => attributes,
            Err(refusal) => return refuse(refusal, vec![]),
        };
        self.source = TokenSource::NewPasswordChallenge;
        self.effects.push(Effect::Use { nonce: session.nonce, expires_ms: session.expires_ms });
        self.effects.push(Effect::SetPassword { status: Status::Confirmed, attributes });
        if self.pool.rules.password.history > 0 {
            self.stage = Stage::CheckingHistory;
            return Next::Ask(Question::CheckHistory);
        }
        self.finish()
    }

    fn history_checked(&mut self, used_before: bool) -> Next {
        if used_before {
            return refuse(password::reused(), vec![]);
        }
        self.finish()
    }

    /// All factors are right. Functions run only after the attempts are settled (RL-2).
    fn finish(&mut self) -> Next {
        if self.has(Trigger::PostAuthentication) || self.has(Trigger::PreTokenGeneration) {
            self.effects.push(Effect::AttemptsUnchanged);
            self.stage = Stage::Settling;
            return Next::Ask(Question::Settle(std::mem::take(&mut self.effects)));
        }
        self.grant(None)
    }

    fn settled(&mut self) -> Next {
        self.settled = true;
        if self.has(Trigger::PostAuthentication) {
            self.stage = Stage::AfterAuthentication;
            return call(Trigger::PostAuthentication, false);
        }
        self.before_tokens()
    }

    fn before_tokens(&mut self) -> Next {
        if self.has(Trigger::PreTokenGeneration) {
            self.stage = Stage::BeforeTokens;
            return call(Trigger::PreTokenGeneration, false);
        }
        self.grant(None)
    }

    fn grant(&mut self, overrides: Option<serde_json::Value>) -> Next {
        self.effects.push(Effect::AttemptsCleared);
        let grant = Grant { source: self.source, event_id: self.around.event_id, overrides };
        self.done(Conclusion::Grant(Box::new(grant)))
    }

    /// A function said no, or could not be called: nothing that was not settled is written. Only a
    /// migration that failed is a wrong answer like any other.
    fn function_failed(&mut self, refusal: Refusal) -> Next {
        if self.stage != Stage::Migrating {
            return refuse(refusal, vec![]);
        }
        let failed = self.attempts.failed(self.around.now_ms, &self.around.limits);
        let refusal = match self.hides_existence() {
            true => refusal::not_authorized("Incorrect username or password."),
            false => refusal,
        };
        refuse(refusal, vec![Effect::AttemptFailed(failed)])
    }

    fn refuse(&mut self, refusal: Refusal) -> Next {
        self.done(Conclusion::Refuse(refusal))
    }

    fn done(&mut self, conclusion: Conclusion) -> Next {
        Next::Done(Done { conclusion, effects: std::mem::take(&mut self.effects) })
    }

    fn has(&self, trigger: Trigger) -> bool {
        self.pool.rules.functions.get(trigger).is_some()
    }

    fn hides_existence(&self) -> bool {
        self.client.rules.hide_existence
    }
}

fn call(trigger: Trigger, user_not_found: bool) -> Next {
    Next::Ask(Question::Call { trigger, user_not_found })
}

fn refuse(refusal: Refusal, effects: Vec<Effect>) -> Next {
    Next::Done(Done { conclusion: Conclusion::Refuse(refusal), effects })
}
