//! Table and property tests of the rules, through the public API only.

mod attempt;
mod attribute;
mod client;
mod code;
mod consequence;
mod domain_name;
mod factor;
mod filter;
mod fold;
mod group;
mod identity;
mod import;
mod message;
mod name;
mod password;
mod pool;
mod provider;
mod recovery;
mod resource_server;
mod sample;
mod search;
mod signup;
mod token;
