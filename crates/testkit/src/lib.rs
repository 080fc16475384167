//! A whole Cognate in a value: the real doors, the real dispatcher and a real store, with a clock
//! that is turned by hand, seeded randomness and functions that answer by script.
//!
//! ```no_run
//! # async fn test() {
//! use cognate_testkit::{Cognate, json};
//!
//! let cognate = Cognate::start().await;
//! let pool = cognate.create_pool(json!({})).await;
//! let client = cognate.create_client(&pool, json!({})).await;
//! cognate.create_user(&pool, "alice", "Correct-Horse9").await;
//! let tokens = cognate.sign_in(&client, "alice", "Correct-Horse9").await;
//! cognate.clock.turn(3_600);
//! cognate
//!     .call("GetUser", json!({ "AccessToken": tokens.access }))
//!     .await
//!     .expect_error("NotAuthorizedException", "Access Token has expired");
//! # }
//! ```
//!
//! When the value goes, so does its store; but first its invariants are verified, and a test whose
//! requests were answered with an error that the operation does not declare fails.

mod answer;
mod authenticator;
mod clock;
mod cognate;
mod fixture;
mod functions;
mod iam;
mod identity_pools;
mod issuer;
mod keys;
mod logs;
mod neighbours;
mod post;
mod random;
mod request;
mod saml_provider;
mod scratch;
mod setup;
pub mod srp;
mod totp;
mod verified;

pub use answer::Answer;
pub use authenticator::Authenticator;
pub use clock::{Clock, START_MS};
pub use cognate::{AccessKey, Cognate};
pub use fixture::{REGION, Tokens, claims, secret_hash};
pub use functions::{Functions, Invocation};
pub use iam::{allow, deny, policy};
pub use issuer::Issuer;
pub use logs::Logs;
pub use neighbours::Neighbours;
pub use post::Post;
pub use random::Seeded;
pub use request::ADDRESS;
pub use saml_provider::{Assertion, SamlProvider};
pub use setup::Setup;

pub use cognate_core::notify::{Message, SendError};
pub use cognate_core::triggers::Failure;
pub use serde_json::{Value, json};
