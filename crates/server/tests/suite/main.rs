//! The server's tests, over real sockets, with a toy in place of Cognate.

mod client;
mod config;
mod connections;
mod folder;
mod init;
mod keyfile;
mod process;
mod requests;
mod server;
mod tls;
mod toy;
