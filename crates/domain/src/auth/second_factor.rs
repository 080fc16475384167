//! The second factor: whether one is demanded, which, and SELECT_MFA_TYPE.

use std::collections::BTreeMap;

use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::State;
use crate::auth::flow::Flow;
use crate::auth::machine::{Machine, refuse};
use crate::auth::proof::Proof;
use crate::auth::question::{Challenge, Next};
use crate::code::Purpose;
use crate::factor::{SecondFactor, is_offered, usable};
use crate::message::Medium;
use crate::pool::Mfa;
use crate::refusal::{self, Refusal};
use crate::user::User;

impl Machine<'_> {
    /// The first factor is right and the user's state is in order; `user` is as after the effects. Also
    /// after each further factor: an authentication level may need more.
    pub(super) fn second_factor(&mut self, user: &User) -> Next {
        // No device stands in for the level that was asked for.
        if let Some(next) = self.step_up(user) {
            return next;
        }
        if let Some(next) = self.device_instead(user) {
            return next;
        }
        match self.demanded(user) {
            None => self.finish(),
            Some(factors) => self.ask_second_factor(user, &factors),
        }
    }

    /// A second factor was right.
    pub(super) fn second_factor_right(&mut self, proof: Proof, challenge: ChallengeName) -> Next {
        self.so_far.proven.push(proof);
        let Some(user) = self.facts.user.clone() else { unreachable!("nobody proves nothing") };
        match self.so_far.origin {
            Flow::Custom => self.custom_goes_on(challenge.as_str()),
            _ => self.second_factor(&user),
        }
    }

    /// The factors of which one is demanded; none in the list means that one must be set up.
    fn demanded(&self, user: &User) -> Option<Vec<SecondFactor>> {
        if self.is_second_proven() {
            return None;
        }
        let factors = usable(&self.pool.rules, user, &self.facts.factors);
        match self.pool.rules.mfa {
            Mfa::Off => None,
            Mfa::Optional if factors.is_empty() => None,
            Mfa::Optional | Mfa::On => Some(factors),
        }
    }

    /// Two factors, or one that counts as two.
    fn is_second_proven(&self) -> bool {
        let counts_twice = self.pool.rules.web_authn.as_ref().is_some_and(|web| web.counts_as_mfa);
        let weight = |proof: &Proof| match proof {
            Proof::Passkey { user_verified: true, .. } if counts_twice => 2,
            Proof::Custom => 0,
            _ => 1,
        };
        self.so_far.proven.iter().map(weight).sum::<i32>() >= 2
    }

    /// The preferred factor or the only one; else the user chooses, or sets one up.
    pub(super) fn ask_second_factor(&mut self, user: &User, factors: &[SecondFactor]) -> Next {
        let preferred = self.facts.factors.preferred().filter(|factor| factors.contains(factor));
        match (preferred, factors) {
            (Some(factor), _) | (None, &[factor]) => self.ask_factor(user, factor),
            (None, []) if self.so_far.target.is_some() => self.refuse_enrolment(),
            (None, []) => self.ask_set_up(user),
            (None, _) => {
                let session = self.next_session(ChallengeName::SelectMfaType, State::None);
                let mut parameters = user_id(user);
                parameters.insert("MFAS_CAN_CHOOSE".to_owned(), names(factors));
                self.challenge(Challenge { session, parameters })
            }
        }
    }

    /// The challenge of one factor, which the user has.
    pub(super) fn ask_factor(&mut self, user: &User, factor: SecondFactor) -> Next {
        let (challenge, purpose, medium) = match factor {
            SecondFactor::SmsMfa => (ChallengeName::SmsMfa, Purpose::SmsMfa, Medium::Sms),
            SecondFactor::EmailOtp => (ChallengeName::EmailOtp, Purpose::EmailMfa, Medium::Email),
            SecondFactor::SoftwareTokenMfa => {
                let session = self.next_session(ChallengeName::SoftwareTokenMfa, State::None);
                let mut parameters = user_id(user);
                let name = self.facts.factors.totp.as_ref().map(|totp| totp.name.clone());
                if let Some(name) = name.filter(|name| !name.is_empty()) {
                    parameters.insert("FRIENDLY_DEVICE_NAME".to_owned(), name);
                }
                return self.challenge(Challenge { session, parameters });
            }
        };
        let Some(address) = user.attribute(medium.attribute()).map(str::to_owned) else {
            return refuse(not_found(factor), Vec::new());
        };
        let session = self.next_session(challenge, State::None);
        self.challenge_with_code(session, purpose, medium, address, user_id(user))
    }

    /// SELECT_MFA_TYPE was answered.
    pub(super) fn mfa_selected(&mut self, answer: &str) -> Next {
        let Some(user) = self.facts.user.clone() else { unreachable!("somebody has factors") };
        let Some(factor) = SecondFactor::parse(answer) else {
            let text = format!("{answer} is not a type of multi-factor authentication.");
            return refuse(refusal::mfa_method_not_found(text), Vec::new());
        };
        let factors = usable(&self.pool.rules, &user, &self.facts.factors);
        if !factors.contains(&factor) {
            return refuse(self.unusable(factor), Vec::new());
        }
        self.use_session();
        self.ask_factor(&user, factor)
    }

    /// Why the user cannot be asked for a factor.
    pub(super) fn unusable(&self, factor: SecondFactor) -> Refusal {
        match factor {
            SecondFactor::SoftwareTokenMfa if !is_offered(&self.pool.rules, factor) => {
                refusal::software_token_mfa_not_found(
                    "Software Token MFA has not been enabled by the userPool",
                )
            }
            _ => not_found(factor),
        }
    }
}

fn not_found(factor: SecondFactor) -> Refusal {
    let text = format!("{} is not set up for the user.", factor.as_str());
    match factor {
        SecondFactor::SoftwareTokenMfa => refusal::software_token_mfa_not_found(text),
        SecondFactor::SmsMfa | SecondFactor::EmailOtp => refusal::mfa_method_not_found(text),
    }
}

/// A list of factors in a parameter: a JSON text.
pub(super) fn names(factors: &[SecondFactor]) -> String {
    let names: Vec<&str> = factors.iter().map(|factor| factor.as_str()).collect();
    serde_json::Value::from(names).to_string()
}

/// The parameter that every second factor has.
pub(super) fn user_id(user: &User) -> BTreeMap<String, String> {
    [("USER_ID_FOR_SRP".to_owned(), user.username.clone())].into()
}
