//! Table and property tests of the rules, through the public API only.

mod attempt;
mod attribute;
mod client;
mod fold;
mod name;
mod password;
mod pool;
mod sample;
mod search;
mod token;
