//! The operations on the wire, through the real dispatcher.

mod pools;
mod roles;
mod tags;
