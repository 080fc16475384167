//! The operations on the wire, through the real dispatcher.

mod fixture;
mod guests;
mod pools;
mod roles;
mod tags;
mod users;
