//! The second factor: whether one is demanded, which, and SELECT_MFA_TYPE.

use crate::auth::continuation::Continuation;
use crate::auth::machine::{Machine, refuse};
use crate::auth::question::{Effect, Next};
use crate::pool::Mfa;
use crate::refusal::{self, Refusal};
use crate::user::User;

impl Machine<'_> {
    /// The first factor is right and the user's state is in order; `user` is as after the effects.
    pub(super) fn second_factor(&mut self, user: &User) -> Next {
        if let Some(next) = self.device_instead(user) {
            return next;
        }
        if let Some(next) = self.step_up(user) {
            return next;
        }
        if let Some(refusal) = self.second_factor_missing(user) {
            self.effects.clear();
            self.effects.push(Effect::AttemptsUnchanged);
            return self.refuse(refusal);
        }
        self.finish()
    }

    /// Stored settings that demand a factor this machine cannot ask for fail closed.
    fn second_factor_missing(&self, user: &User) -> Option<Refusal> {
        let demanded = match self.pool.rules.mfa {
            Mfa::On => true,
            Mfa::Optional => user.factors.is_some(),
            Mfa::Off => false,
        };
        demanded.then(not_available)
    }

    /// SELECT_MFA_TYPE was answered.
    pub(super) fn mfa_selected(&mut self, _session: &Continuation, _answer: &str) -> Next {
        refuse(not_available(), Vec::new())
    }
}

pub(super) fn not_available() -> Refusal {
    refusal::invalid_user_pool_configuration(
        "This sign-in requires multi-factor authentication, which this version of the \
         server does not offer yet.",
    )
}
