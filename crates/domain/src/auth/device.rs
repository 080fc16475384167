//! Remembered devices: DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER.

use crate::auth::continuation::Continuation;
use crate::auth::machine::{Machine, refuse};
use crate::auth::question::Next;
use crate::refusal;
use crate::user::User;

impl Machine<'_> {
    /// The device that stands in for a second factor, if the sign-in named one that may: the challenge
    /// to it. None: the second factor is asked for.
    pub(super) fn device_instead(&mut self, _user: &User) -> Option<Next> {
        None
    }

    /// DEVICE_SRP_AUTH was answered.
    pub(super) fn begin_device(&mut self, _session: &Continuation, _device: &str) -> Next {
        not_available()
    }

    /// DEVICE_PASSWORD_VERIFIER was answered: the user was looked at, the claim is to be checked.
    pub(super) fn prove_device(&mut self) -> Next {
        not_available()
    }

    /// The answer to CheckDevice.
    pub(super) fn device_checked(&mut self, _right: bool) -> Next {
        not_available()
    }
}

fn not_available() -> Next {
    refuse(refusal::resource_not_found("Device does not exist."), Vec::new())
}
