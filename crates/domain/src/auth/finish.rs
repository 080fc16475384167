//! The end of a sign-in: the last functions, and tokens.

use serde_json::Value;

use crate::auth::machine::{Machine, Stage, Then, call};
use crate::auth::question::{Conclusion, Effect, Grant, Next, Question};
use crate::pool::Trigger;

impl Machine<'_> {
    /// All factors are right. Functions run only after the attempts are settled (RL-2).
    pub(super) fn finish(&mut self) -> Next {
        // In CUSTOM_AUTH only its functions end it.
        if self.so_far.custom.is_some() {
            return self.settle(Then::Define);
        }
        if let Some(next) = self.device_at_last() {
            return next;
        }
        if self.has(Trigger::PostAuthentication) || self.has(Trigger::PreTokenGeneration) {
            // In CUSTOM_AUTH everything may be settled already.
            return match self.settled && self.effects.is_empty() {
                true => self.settled(Then::Finish),
                false => self.settle(Then::Finish),
            };
        }
        self.grant(None)
    }

    /// Commits what is right so far, then goes on.
    pub(super) fn settle(&mut self, then: Then) -> Next {
        if !self.settled {
            self.effects.push(Effect::AttemptsUnchanged);
        }
        self.stage = Stage::Settling(then);
        Next::Ask(Question::Settle(std::mem::take(&mut self.effects)))
    }

    pub(super) fn settled(&mut self, then: Then) -> Next {
        self.settled = true;
        match then {
            Then::Send => self.send(),
            Then::Define => self.define(),
            Then::Finish if self.has(Trigger::PostAuthentication) => {
                self.stage = Stage::AfterAuthentication;
                call(Trigger::PostAuthentication, false)
            }
            Then::Finish => self.before_tokens(),
        }
    }

    pub(super) fn before_tokens(&mut self) -> Next {
        if self.has(Trigger::PreTokenGeneration) {
            self.stage = Stage::BeforeTokens;
            return call(Trigger::PreTokenGeneration, false);
        }
        self.grant(None)
    }

    pub(super) fn grant(&mut self, overrides: Option<Value>) -> Next {
        self.effects.push(Effect::AttemptsCleared);
        let grant = Grant {
            source: self.so_far.source,
            event_id: self.so_far.event_id,
            overrides,
            proven: self.so_far.proven.clone(),
            device: self.known_device().map(str::to_owned),
            new_device: self.tracks_devices() && self.known_device().is_none(),
            level: self.level_reached(),
        };
        self.done(Conclusion::Grant(Box::new(grant)))
    }
}
