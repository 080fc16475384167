//! The doors to STS and IAM, the two query services: one file per operation, one line per operation
//! in the tables.

mod account;
mod attachments;
mod boundaries;
mod deletion;
mod devices;
mod documents;
mod entities;
mod faults;
mod groups;
pub mod iam;
mod inline;
mod inventory;
mod linked_roles;
mod paging;
mod policies;
mod profiles;
mod providers;
mod qr;
mod renaming;
mod roles;
mod sessions;
mod simulation;
pub mod sts;
mod tags;
mod users;
