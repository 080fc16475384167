//! The auth machine: it asks, the shell answers.
//!
//! Every sign-in is one [`Machine`]. `step` takes the answer to its last question and returns the
//! next [`Question`], or what became of the sign-in ([`Done`]): an answer for the client and the
//! [`Effect`]s that must be committed before a byte of it leaves (RL-2). The machine does no I/O,
//! reads no clock and sees no password: the shell computes and says yes or no (PW-9).
//!
//! ```text
//!  Load ─► PreAuthentication ─► first factor ─► user state ─► new password ─► device or
//!                                    │ wrong                                  second factor
//!                                    ▼                                             │
//!                                 refused                  PostAuthentication ◄────┘
//!                                                          ─► PreTokenGeneration ─► tokens
//! ```
//!
//! # How a concern plugs in
//!
//! Each concern is one file with its own `impl Machine` block. The types below have a variant for
//! everything that AWS knows, so that building a concern means to fill in its functions, not to change
//! the others'. What is not built refuses (fails closed).
//!
//! | concern | file | entered by |
//! |---|---|---|
//! | who it is, lock-out, passwords, user state | `first_factor` | every first request, [`Input::SrpProof`] |
//! | answers to a session: whose, still good? | `resume` | [`Input::Reply`], for all concerns |
//! | NEW_PASSWORD_REQUIRED | `new_password` | the user's state, [`Reply::NewPassword`] |
//! | which second factor, SELECT_MFA_TYPE | `second_factor` | [`Machine`] after each first factor, [`Reply::SelectMfa`] |
//! | codes, sent and checked | `code` | second factors, first factors by code, [`Reply::Code`] |
//! | MFA_SETUP | `setup` | no factor where one is demanded, [`Reply::SetUp`] |
//! | USER_AUTH, passkeys | `choice` | [`Input::Choice`], [`Reply::Choose`], `Password`, `SrpStart`, `Passkey` |
//! | authentication levels | `step_up` | `second_factor`, before the pool's own demand |
//! | remembered devices | `device` | `second_factor`, first of all; [`Reply::DeviceStart`], [`Input::DeviceProof`] |
//! | CUSTOM_AUTH | `custom` | [`Input::Custom`], [`Reply::Custom`], right answers within the flow |
//! | the last functions, tokens | `finish` | when nothing more is demanded |
//!
//! To build one:
//!
//! 1. The door's shell (`core::auth::start`, `respond`) turns the request into an [`Input`] or
//!    [`Reply`] and keeps its secrets. The question whether the session is whose, live and of this
//!    challenge is answered before a concern is entered.
//! 2. Ask with a [`Question`] after setting the stage; the machine's `step` hands the [`Answer`] to
//!    the function that stands in its table. What a concern must know of the user comes with the one
//!    read trip: a member of [`Facts`], whose default means "nothing there", and one of [`With`] if it
//!    costs a join.
//! 3. A wrong answer ends in `wrong`, which counts it. A right one calls `use_session`, adds a
//!    [`Proof`] to what is proven and goes on: a first factor to `after_first_factor`, a second to
//!    `second_factor_right`. Every other change is an [`Effect`] of the same batch.
//! 4. A challenge is `challenge(Challenge { session: next_session(name, state), parameters })`; what
//!    the next request must know is in the [`State`] of its [`Continuation`], what the client is
//!    offered in `available`. One that sends a code is `challenge_with_code`.
//! 5. For names that nobody has the same questions are asked with `against_decoy`, the same effects are
//!    written, and nothing is ever right (CT-2): a session without `sub` is such a decoy.
//!
//! What the client holds between two requests is a [`Continuation`], sealed by the shell.
//!
//! Source: Amazon Cognito developer guide, "Authentication with Amazon Cognito user pools".

mod challenge;
mod choice;
mod code;
mod continuation;
mod custom;
mod device;
mod finish;
mod first_factor;
mod flow;
mod flow_table;
mod input;
mod machine;
mod means;
mod migration;
mod new_password;
mod parameter;
mod proof;
mod question;
pub mod refresh;
mod resume;
mod second_factor;
mod setup;
mod so_far;
mod srp_state;
mod step_up;
pub mod timestamp;

pub use challenge::ChallengeName;
pub use continuation::{Continuation, Custom, CustomResult, State, who_answers};
pub use flow::{Door, Flow};
pub use flow_table::{Edge, Place, flow_table};
pub use input::{Brought, Choice, Input, Replied, Reply};
pub use machine::{Circumstances, Machine};
pub use new_password::NewPassword;
pub use parameter::{required, secret_hash_names};
pub use proof::{Proof, amr};
pub use question::{
    Answer, Challenge, Conclusion, Done, Effect, Facts, Grant, KnownDevice, Next, PasskeyProof,
    Question, Sending, To, TokenSource, Who, With,
};
pub use srp_state::SrpState;
pub use step_up::{Credit, StepUp};

#[cfg(test)]
mod tests;
