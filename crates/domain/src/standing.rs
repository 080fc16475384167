//! Whether an operation of the public may go on with a user.

use crate::Refusal;

/// The three ways such an operation goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing<T = ()> {
    /// In earnest.
    Go(T),
    /// Through the same motions, to no effect: nobody is to learn whether the user exists (CT-2). A
    /// message is answered with a simulated delivery, an answer to a code is judged as if no code were
    /// out (or against a decoy).
    Pretend,
    Refuse(Refusal),
}

impl<T> Standing<T> {
    /// Where existence is hidden, a refusal that only an existing user could cause is not given.
    pub(crate) fn hidden_if(self, hide_existence: bool) -> Standing<T> {
        match self {
            Standing::Refuse(_) if hide_existence => Standing::Pretend,
            other => other,
        }
    }
}

impl<T> From<Result<T, Refusal>> for Standing<T> {
    fn from(result: Result<T, Refusal>) -> Standing<T> {
        match result {
            Ok(value) => Standing::Go(value),
            Err(refusal) => Standing::Refuse(refusal),
        }
    }
}
