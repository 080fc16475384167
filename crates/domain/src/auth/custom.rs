//! CUSTOM_AUTH: the pool's functions define, create and verify challenges.

use serde_json::Value;

use crate::auth::continuation::Continuation;
use crate::auth::machine::{Machine, refuse};
use crate::auth::question::Next;
use crate::refusal;

impl Machine<'_> {
    /// After PreAuthentication: DefineAuthChallenge, or SRP first.
    pub(super) fn begin_custom(&mut self) -> Next {
        not_configured()
    }

    /// A built-in challenge of the flow is right: DefineAuthChallenge says what follows.
    pub(super) fn custom_goes_on(&mut self, _challenge: &str) -> Next {
        not_configured()
    }

    /// CUSTOM_CHALLENGE was answered.
    pub(super) fn custom_replied(&mut self, _session: &Continuation) -> Next {
        not_configured()
    }

    /// DefineAuthChallenge returned.
    pub(super) fn defined(&mut self, _response: &Value) -> Next {
        not_configured()
    }

    /// CreateAuthChallenge returned.
    pub(super) fn created(&mut self, _response: &Value) -> Next {
        not_configured()
    }

    /// VerifyAuthChallengeResponse returned.
    pub(super) fn verified(&mut self, _response: &Value) -> Next {
        not_configured()
    }
}

fn not_configured() -> Next {
    let text = "Custom auth lambda trigger is not configured for the user pool.";
    refuse(refusal::invalid_parameter(text), Vec::new())
}
