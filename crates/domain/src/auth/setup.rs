//! MFA_SETUP: the first second factor of a user who must have one.

use crate::auth::continuation::Continuation;
use crate::auth::machine::{Machine, refuse};
use crate::auth::question::Next;
use crate::auth::second_factor::not_available;

impl Machine<'_> {
    /// MFA_SETUP was answered.
    pub(super) fn set_up(&mut self, _session: &Continuation, _email: Option<&str>) -> Next {
        refuse(not_available(), Vec::new())
    }
}
