//! Durable state: plain reads, and one atomic batch per write, on SQLite or PostgreSQL.
//!
//! [`statement`] and [`batch`] are the vocabulary, [`records`] holds the SQL (once for both engines),
//! the engines know nothing about tables.

pub mod backup;
pub mod batch;
pub mod config;
mod engine;
mod error;
mod migrate;
#[cfg(test)]
mod plan;
pub mod records;
pub mod statement;
mod store;
pub mod verify;

pub use config::Config;
pub use error::Error;
pub use store::Store;
