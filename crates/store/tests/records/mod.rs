//! Each record on each engine: written, read back, and refused when its condition is not met.

mod configuration;
mod fixture;
mod nodes;
mod sessions;
mod sweeps;
mod users;
mod verify;
