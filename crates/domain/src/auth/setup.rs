//! MFA_SETUP: the first second factor of a user who must have one.
//!
//! A software token is associated and verified by operations of their own, which hand the session on
//! (AssociateSoftwareToken, VerifySoftwareToken); the answer to the challenge then registers it. E-mail
//! is set up by the answer itself, and proven by an EMAIL_OTP. For SMS the user needs a telephone number
//! and begins again.

use crate::attribute::{self, Writer};
use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::{Continuation, State, invalid};
use crate::auth::machine::{Machine, refuse};
use crate::auth::proof::Proof;
use crate::auth::question::{Challenge, Effect, Next};
use crate::auth::second_factor::{names, user_id};
use crate::code::Purpose;
use crate::factor::{SecondFactor, is_offered, usable};
use crate::message::Medium;
use crate::refusal::{self, Refusal};
use crate::user::User;

impl Machine<'_> {
    pub(super) fn ask_set_up(&mut self, user: &User) -> Next {
        let offered: Vec<SecondFactor> = SecondFactor::ALL
            .into_iter()
            .filter(|factor| is_offered(&self.pool.rules, *factor))
            .collect();
        let session = self.next_session(ChallengeName::MfaSetup, State::None);
        let mut parameters = user_id(user);
        parameters.insert("MFAS_CAN_SETUP".to_owned(), names(&offered));
        self.challenge(Challenge { session, parameters })
    }

    /// MFA_SETUP was answered.
    pub(super) fn set_up(&mut self, session: &Continuation, email: Option<&str>) -> Next {
        if self.has_factor() {
            return self.overtaken();
        }
        match (&session.state, email) {
            (State::Totp { secret, name, verified: true }, _) => {
                if !is_offered(&self.pool.rules, SecondFactor::SoftwareTokenMfa) {
                    return refuse(self.unusable(SecondFactor::SoftwareTokenMfa), Vec::new());
                }
                let mut factors = self.facts.factors.clone();
                factors.set_up(secret.clone(), name.as_deref().unwrap_or_default());
                self.use_session();
                self.effects.push(Effect::SetFactors(factors));
                self.second_factor_right(Proof::Totp, ChallengeName::MfaSetup)
            }
            (_, Some(email)) => self.set_up_email(email),
            (_, None) => {
                let text = "User has not verified software token mfa";
                refuse(refusal::invalid_parameter(text), Vec::new())
            }
        }
    }

    /// Somebody has set one up since: whoever knows no more than the password must not replace it.
    pub(super) fn has_factor(&self) -> bool {
        let factors = &self.facts.factors;
        let user = self.facts.user.as_ref();
        !user.is_none_or(|user| usable(&self.pool.rules, user, factors).is_empty())
    }

    /// If the session was answered, by itself, that is what the answer says.
    pub(super) fn overtaken(&mut self) -> Next {
        self.use_session();
        self.refuse(invalid())
    }

    fn set_up_email(&mut self, email: &str) -> Next {
        let Some(user) = self.facts.user.clone() else { unreachable!("somebody sets up") };
        if !is_offered(&self.pool.rules, SecondFactor::EmailOtp) {
            return refuse(self.unusable(SecondFactor::EmailOtp), Vec::new());
        }
        if let Err(refusal) = self.check_email(&user, email) {
            return refuse(refusal, Vec::new());
        }
        self.use_session();
        let state = State::Email { address: email.to_owned() };
        let session = self.next_session(ChallengeName::EmailOtp, state);
        let address = email.to_owned();
        self.challenge_with_code(session, Purpose::EmailMfa, Medium::Email, address, user_id(&user))
    }

    /// Whoever knows the password may add an address, not replace one: it may be a name to sign in with,
    /// and a way to recover the account.
    fn check_email(&self, user: &User, email: &str) -> Result<(), Refusal> {
        match user.attribute("email") {
            Some(has) if has == email => Ok(()),
            Some(_) => Err(refusal::invalid_parameter("Cannot modify an already provided email")),
            None => {
                let given = [("email".to_owned(), email.to_owned())];
                let writer = Writer::Client(&self.client.rules);
                attribute::accept_new(&self.pool.rules, &given, writer).map(|_| ())
            }
        }
    }
}
