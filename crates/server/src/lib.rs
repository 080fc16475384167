//! The server: configuration, the listener, telemetry, the command line. It knows nothing about user
//! pools; what it serves is an [`application::Application`].
//!
//! - [`config`]: the one table of settings, its layers and checks
//! - [`listen`]: sockets, TLS, HTTP under limits, draining
//! - [`router`]: from a request to the application's answer
//! - [`run`]: a whole server: listeners, signals, the ready line
//! - [`keyfile`]: where the key-encryption key is read from and written to
//! - [`senders`]: what carries messages to people
//! - [`egress`]: the guarded client for everything that leaves over HTTP
//! - [`commands`]: the command line

#![expect(
    clippy::disallowed_methods,
    reason = "the outermost layer: time and the environment enter here"
)]

pub mod application;
pub mod clock;
pub mod cognate;
pub mod commands;
pub mod config;
pub mod doors;
pub mod egress;
pub mod hardening;
pub mod keyfile;
pub mod listen;
pub mod request_id;
pub mod router;
pub mod run;
pub mod senders;
pub mod storage;
pub mod telemetry;
