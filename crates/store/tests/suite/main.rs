//! What an engine must do, on SQLite and on PostgreSQL. The suite, not a comment, defines it.

mod ambiguity;
mod backup;
mod concurrency;
mod demands;
mod failing;
mod harness;
mod killed;
mod outage;
mod postgres;
mod proxy;
#[path = "../records/mod.rs"]
mod records;
mod scratch;
mod sqlite;
mod tls;
mod values;
