//! Forgotten passwords: who may reset one, and where the code goes.

mod medium;
mod state;

pub use medium::{SecondFactors, medium, simulated};
pub use state::{ask, by_admin, confirm};
