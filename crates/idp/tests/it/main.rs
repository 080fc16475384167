//! The operations through the real dispatcher: what is asserted is what the wire carried.

mod attributes;
mod branding;
mod clients;
mod domains;
mod groups;
mod limits;
mod list_users;
mod pages;
mod pools;
mod read_back;
mod recovery;
mod removal;
mod replicas;
mod secrets;
mod self_service;
mod sign_up;
mod stored;
mod terms;
mod tokens;
mod users;
