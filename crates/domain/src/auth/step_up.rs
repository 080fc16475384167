//! Step-up: reaching an authentication level (ACR) that was asked for.

use serde::{Deserialize, Serialize};

use crate::auth::machine::Machine;
use crate::auth::question::Next;
use crate::user::User;

/// What a sign-in is to reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepUp {
    /// Levels 1 to 4, best first: the first that the user can reach is the aim.
    pub levels: Vec<u8>,
}

impl Machine<'_> {
    /// The challenge that the target still needs after what has been proven. None: it is reached, or
    /// there is none, and the pool's own demand for a second factor decides.
    pub(super) fn step_up(&mut self, _user: &User) -> Option<Next> {
        None
    }
}
