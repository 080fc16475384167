//! The pipeline and the flows that two doors need, through the real dispatcher.

mod admission;
mod constraints;
mod cors;
mod cost;
mod credentials;
mod custom;
mod development;
mod documents;
mod enforcement;
mod epochs;
#[path = "../../../shapes/tests/suite/example.rs"]
#[allow(dead_code, reason = "the tests of the shapes use more of it")]
mod example;
mod explained;
mod functions;
mod hiding;
mod identity;
mod lockout;
mod migration;
mod nodes;
mod operator;
mod outbox;
mod passkeys;
mod password;
mod principals;
mod rates;
mod reads;
mod refresh;
mod scene;
mod second_factor;
mod secret_hash;
mod session_limit;
mod signatures;
mod srp;
mod tagging;
mod targets;
mod token_function;
mod tokens;
mod transfer;
mod web_identity;
