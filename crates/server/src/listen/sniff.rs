//! Tells HTTP/2 with prior knowledge from HTTP/1 on a plain connection, without consuming anything.

use std::io;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// The protocol of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Http1,
    Http2,
}

/// Looks at the first bytes. `PRI` begins HTTP/2's preface and no other request: no method is called so.
pub async fn sniff(stream: &TcpStream, patience: Duration) -> io::Result<Protocol> {
    let until = Instant::now() + patience;
    let mut start = [0; 3];
    loop {
        let seen = tokio::time::timeout_at(until, stream.peek(&mut start)).await??;
        match &start[..seen] {
            b"" => return Err(io::ErrorKind::UnexpectedEof.into()),
            b"PRI" => return Ok(Protocol::Http2),
            // A piece of either; the rest is usually a moment away.
            b"P" | b"PR" if Instant::now() < until => sleep(Duration::from_millis(5)).await,
            _ => return Ok(Protocol::Http1),
        }
    }
}
