//! The pipeline and the flows that two doors need, through the real dispatcher.

mod constraints;
mod cors;
mod development;
#[path = "../../../shapes/tests/suite/example.rs"]
#[allow(dead_code, reason = "the tests of the shapes use more of it")]
mod example;
mod identity;
mod principals;
mod signatures;
mod targets;
