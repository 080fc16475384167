//! USER_AUTH: the user chooses the first factor.

use crate::auth::input::Replied;
use crate::auth::machine::{Machine, refuse};
use crate::auth::question::{Next, PasskeyProof};
use crate::refusal::{self, Refusal};

impl Machine<'_> {
    /// After PreAuthentication: the preferred challenge, or SELECT_CHALLENGE.
    pub(super) fn begin_choice(&mut self) -> Next {
        refuse(not_available(), Vec::new())
    }

    /// SELECT_CHALLENGE, PASSWORD, PASSWORD_SRP or WEB_AUTHN was answered.
    pub(super) fn chosen(&mut self, _replied: &Replied) -> Next {
        refuse(not_available(), Vec::new())
    }

    /// The answer to CheckPasskey.
    pub(super) fn passkey_checked(&mut self, _proof: Option<PasskeyProof>) -> Next {
        refuse(not_available(), Vec::new())
    }
}

fn not_available() -> Refusal {
    refusal::invalid_parameter("USER_AUTH is not available in this version of Cognate.")
}
