//! The server's tests, over real sockets, with a toy in place of Cognate.

mod client;
mod config;
mod connections;
mod folder;
mod imports;
mod init;
mod keyfile;
mod mail_server;
mod mailbox;
mod outbound;
mod process;
mod quickstart;
mod requests;
mod server;
mod sms_hook;
mod smtp;
mod tls;
mod toy;
