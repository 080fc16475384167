//! What the benchmark (`cognate-bench`) and the timing test (`cognate-timing`) share: a server in a
//! process of its own, and clients that drive it.
//!
//! Threads that block, not async: a connection is a thread, the driver costs little, and nothing of
//! it runs in the server's process.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads clocks and draws randomness")]

pub mod api;
pub mod http;
pub mod limits;
pub mod load;
pub mod options;
pub mod query;
pub mod report;
pub mod scenarios;
pub mod server;
pub mod sink;
pub mod srp;
pub mod timing;
