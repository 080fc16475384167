//! Plays answers to the machine and walks every edge.

mod custom;
mod factors;
mod functions;
mod new_password;
mod password;
mod play;
mod refresh;
mod srp;
