//! One HTTP/1.1 keep-alive connection. Knows just what the server sends: a head, then a body of the
//! announced length.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    /// Time between sending requests and having their answers, since it was last taken.
    waited: Duration,
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Connection {
    pub fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Connection { stream, received: Vec::new(), waited: Duration::ZERO })
    }

    /// Sends a whole request and reads its answer.
    pub fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        let begun = Instant::now();
        self.stream.write_all(request)?;
        let head_end = loop {
            if let Some(at) = find(&self.received, b"\r\n\r\n") {
                break at + 4;
            }
            self.receive()?;
        };
        let head = std::str::from_utf8(&self.received[..head_end])?;
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.context("no status")?;
        let end = head_end + content_length(head)?;
        while self.received.len() < end {
            self.receive()?;
        }
        let body = self.received[head_end..end].to_vec();
        self.received.drain(..end);
        self.waited += begun.elapsed();
        Ok(Answer { status, body })
    }

    /// The time waited since the last call.
    pub fn take_waited(&mut self) -> Duration {
        std::mem::take(&mut self.waited)
    }

    fn receive(&mut self) -> Result<()> {
        let mut chunk = [0; 16 * 1024];
        let length = self.stream.read(&mut chunk)?;
        if length == 0 {
            bail!("the server closed the connection");
        }
        self.received.extend_from_slice(&chunk[..length]);
        Ok(())
    }
}

fn content_length(head: &str) -> Result<usize> {
    let value = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim())
    });
    value.context("no content-length")?.parse().context("a content-length that is no number")
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
