//! USER_AUTH: the user chooses the first factor.
//!
//! A name that nobody may know is offered what somebody might have, and every choice is played to its
//! end (CT-2).

use std::collections::BTreeMap;

use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::{Continuation, State, invalid, who_answers};
use crate::auth::input::{Brought, Choice, Input, Replied, Reply};
use crate::auth::machine::{Machine, Stage, exceeded, refuse};
use crate::auth::means::Means;
use crate::auth::proof::Proof;
use crate::auth::question::{Challenge, Conclusion, Effect, Next, PasskeyProof, Question};
use crate::code::Purpose;
use crate::message::{self, Medium};
use crate::refusal::{self, Refusal};
use crate::user::Status;

impl Machine<'_> {
    /// After PreAuthentication: the preferred challenge if it is one of those offered, else
    /// SELECT_CHALLENGE.
    pub(super) fn begin_choice(&mut self) -> Next {
        let Input::Choice(choice) = &self.input else { unreachable!("a choice begins") };
        let Choice { username, preferred, brought, session, .. } = (**choice).clone();
        if let Some(session) = session {
            return self.begin_signed_up(&username, &session);
        }
        match self.take_aim() {
            Err(refusal) => return refuse(refusal, Vec::new()),
            // The access token has brought the first factor.
            Ok(true) => return self.after_first_factor(),
            Ok(false) => {}
        }
        let offered = self.toward_aim(self.offered_to_all());
        match preferred {
            _ if offered.is_empty() => self.refuse(self.without_means()),
            Some(preferred) if offered.contains(&preferred) => {
                self.ask_first(preferred, brought, vec![preferred])
            }
            _ => {
                let mut session = self.session_of(ChallengeName::SelectChallenge, State::Choice);
                session.available = offered;
                self.challenge(Challenge { session, parameters: BTreeMap::new() })
            }
        }
    }

    /// The first factors offered, also to those whom only UserMigration may know.
    fn offered_to_all(&self) -> Vec<ChallengeName> {
        if self.waits_for_stranger() && self.facts.user.is_none() && !self.hides_existence() {
            return vec![ChallengeName::Password];
        }
        let means = self.means();
        let password = means.password || (self.hides_existence() && self.migrates());
        self.offered(&Means { password, ..means })
    }

    /// SELECT_CHALLENGE, PASSWORD, PASSWORD_SRP or WEB_AUTHN was answered.
    pub(super) fn chosen(&mut self, replied: &Replied) -> Next {
        // Nobody guesses a passkey: strangers cannot lock out those who have one (RL-4).
        if self.is_locked() && !matches!(replied.reply, Reply::Passkey) {
            return exceeded();
        }
        let available = replied.session.available.clone();
        match &replied.reply {
            Reply::Choose { answer, brought } => {
                let chosen = ChallengeName::from_name(answer);
                let Some(chosen) = chosen.filter(|chosen| available.contains(chosen)) else {
                    let text = format!("{answer} is not one of the available challenges.");
                    return refuse(refusal::invalid_parameter(text), Vec::new());
                };
                // A password may be wrong, and the session is good for another try then.
                if chosen != ChallengeName::Password {
                    self.use_session();
                }
                self.ask_first(chosen, *brought, vec![chosen])
            }
            Reply::Password => self.check_password(),
            Reply::SrpStart => {
                self.use_session();
                self.ask_first(ChallengeName::PasswordSrp, Brought::PublicValue, available)
            }
            _ => {
                let State::WebAuthn { challenge } = replied.session.state else {
                    return refuse(invalid(), Vec::new());
                };
                self.stage = Stage::CheckingPasskey;
                let against_decoy = self.is_nobody();
                Next::Ask(Question::CheckPasskey { challenge, against_decoy })
            }
        }
    }

    /// The answer to CheckPasskey.
    pub(super) fn passkey_checked(&mut self, proof: Option<PasskeyProof>) -> Next {
        let refusal = refusal::not_authorized("Incorrect username or password.");
        match proof.filter(|_| !self.is_nobody()) {
            // What is tried during a lock does not prolong it.
            None if self.is_locked() => refuse(refusal, Vec::new()),
            None => self.wrong(refusal),
            Some(proof) => {
                let PasskeyProof { user_verified, platform, .. } = proof;
                self.use_session();
                self.effects.push(Effect::UsePasskey(proof));
                self.so_far.proven.push(Proof::Passkey { user_verified, platform });
                self.after_first_factor()
            }
        }
    }

    /// One first factor: asked for, or checked at once where the request brought what it takes.
    fn ask_first(
        &mut self,
        challenge: ChallengeName,
        brought: Brought,
        available: Vec<ChallengeName>,
    ) -> Next {
        match (challenge, brought) {
            (ChallengeName::Password, Brought::Password) => self.check_password(),
            (ChallengeName::PasswordSrp, Brought::PublicValue) => {
                let decoy = self.is_decoy();
                let mut within = self.session_of(ChallengeName::PasswordVerifier, State::None);
                within.available = available;
                let within = if decoy { within.of_nobody() } else { within };
                self.done(Conclusion::SrpChallenge { decoy, within: Some(Box::new(within)) })
            }
            (ChallengeName::EmailOtp, _) => {
                self.ask_code(challenge, Purpose::EmailOtp, Medium::Email, available)
            }
            (ChallengeName::SmsOtp, _) => {
                self.ask_code(challenge, Purpose::SmsOtp, Medium::Sms, available)
            }
            _ => {
                let state = match challenge {
                    ChallengeName::WebAuthn => {
                        State::WebAuthn { challenge: self.around.passkey_challenge }
                    }
                    _ => State::None,
                };
                let mut session = self.session_of(challenge, state);
                session.available = available;
                // The shell adds CREDENTIAL_REQUEST_OPTIONS.
                self.challenge(Challenge { session, parameters: BTreeMap::new() })
            }
        }
    }

    fn ask_code(
        &mut self,
        challenge: ChallengeName,
        purpose: Purpose,
        medium: Medium,
        available: Vec<ChallengeName>,
    ) -> Next {
        let mut session = self.session_of(challenge, State::None);
        session.available = available;
        let user = self.facts.user.as_ref().filter(|_| !self.is_nobody());
        let address = user.and_then(|user| user.attribute(medium.attribute())).map(str::to_owned);
        if let Some(address) = address {
            return self.challenge_with_code(session, purpose, medium, address, BTreeMap::new());
        }
        let typed = self.so_far.typed.clone();
        let shown = message::simulated(&[medium], &typed, &self.facts.simulated);
        let Some(shown) = shown else { return refuse(self.without_means(), Vec::new()) };
        self.challenge_with_decoy_code(session.of_nobody(), purpose, shown, BTreeMap::new())
    }

    fn check_password(&mut self) -> Next {
        self.stage = Stage::Proving;
        Next::Ask(Question::CheckPassword { against_decoy: self.is_decoy() })
    }

    /// ConfirmSignUp's code was the first factor.
    fn begin_signed_up(&mut self, username: &str, session: &Continuation) -> Next {
        let case_sensitive = self.pool.rules.case_sensitive;
        let is_theirs = self.facts.user.as_ref().is_some_and(|user| {
            session.state == State::SignedUp
                && session.sub == Some(user.sub.0)
                && session.user_epoch == user.epoch
                && session.credential_stamp == user.credential_stamp()
                && user.enabled
                && who_answers(username, &session.typed, user, case_sensitive)
        });
        if !is_theirs {
            return refuse(invalid(), Vec::new());
        }
        self.use_session();
        self.after_first_factor()
    }

    /// A session of this step, of nobody where nobody may be known.
    fn session_of(&self, challenge: ChallengeName, state: State) -> Continuation {
        let session = self.next_session(challenge, state);
        if self.is_nobody() { session.of_nobody() } else { session }
    }

    /// Somebody without any first factor that this pool and their state leave them.
    fn without_means(&self) -> Refusal {
        let user = self.facts.user.as_ref().filter(|user| user.enabled);
        match user.map(|user| user.status) {
            Some(Status::Unconfirmed) if !self.hides_existence() => {
                refusal::user_not_confirmed("User is not confirmed.")
            }
            _ => refusal::not_authorized("Incorrect username or password."),
        }
    }
}
