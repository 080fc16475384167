//! The operations on the wire, through the real dispatcher.

mod administration;
mod classic;
mod developers;
mod fixture;
mod guests;
mod pools;
mod races;
mod role_mapping;
mod roles;
mod tags;
mod third_parties;
mod users;
