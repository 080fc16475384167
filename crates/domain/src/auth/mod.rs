//! The auth machine: it asks, the shell answers.
//!
//! Every sign-in is one [`Machine`]. `step` takes the answer to its last question and returns the
//! next [`Question`], or what became of the sign-in ([`Done`]): an answer for the client and the
//! [`Effect`]s that must be committed before a byte of it leaves (RL-2). The machine does no I/O,
//! reads no clock and sees no password: the shell computes and says yes or no (PW-9).
//!
//! ```text
//!  Load ─► PreAuthentication ─► CheckPassword / CheckSrp ─► user state ─► new password
//!                                    │ wrong                                  │
//!                                    ▼                                        ▼
//!                                 refused            second factor ─► PostAuthentication
//!                                                                     ─► PreTokenGeneration ─► tokens
//! ```
//!
//! A further factor slots in as an [`Input`] (how its answer arrives), a [`ChallengeName`] (how it
//! is asked for) and a branch in `after_first_factor`. What the client holds between two requests
//! is a [`Continuation`], sealed by the shell.
//!
//! Source: Amazon Cognito developer guide, "Authentication with Amazon Cognito user pools".

mod continuation;
mod flow;
mod machine;
mod new_password;
mod parameter;
mod question;
pub mod refresh;
pub mod timestamp;

pub use continuation::{ChallengeName, Continuation, SrpState, who_answers};
pub use flow::{Door, Flow};
pub use machine::{Circumstances, Machine};
pub use new_password::NewPassword;
pub use parameter::{required, secret_hash_names};
pub use question::{
    Answer, Challenge, Conclusion, Done, Effect, Facts, Grant, Input, Next, Question, TokenSource,
    Who,
};

#[cfg(test)]
mod tests;
