//! Plays answers to the machine and walks every edge.

mod custom;
mod device;
mod functions;
mod new_password;
mod password;
mod play;
mod refresh;
mod second_factor;
mod setup;
mod srp;
mod walk;
