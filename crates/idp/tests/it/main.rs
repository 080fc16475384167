//! The operations through the real dispatcher: what is asserted is what the wire carried.

mod attributes;
mod branding;
mod client_tokens;
mod clients;
mod declared;
mod devices;
mod domains;
mod every_member;
#[path = "../../../shapes/tests/suite/example.rs"]
#[allow(dead_code, reason = "the tests of the shapes use more of it")]
mod example;
mod factors;
mod groups;
mod identity_providers;
mod imports;
mod limits;
mod links;
mod list_users;
mod mfa;
mod mfa_setup;
mod pages;
mod passkeys;
mod pools;
mod read_back;
mod recovery;
mod removal;
mod replicas;
mod resource_servers;
mod scene;
mod secrets;
mod self_service;
mod sessions;
mod sign_up;
mod step_up;
mod stored;
mod tags;
mod terms;
mod threat_protection;
mod token_exchange;
mod token_setup;
mod tokens;
mod user_auth;
mod users;
