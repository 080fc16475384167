//! A mail server that takes everything and keeps nothing. It can be held back, so that mails pile up.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::server::Environment;

/// Listens until the process ends.
pub struct Sink {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    taken: AtomicU64,
    held: Mutex<bool>,
    released: Condvar,
    pace: Mutex<Option<Pace>>,
}

/// When the next mail may be acknowledged, and how long after it another.
struct Pace {
    next: Instant,
    apart: Duration,
}

impl Sink {
    pub fn start() -> Result<Sink> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State::default());
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                // A client that goes away ends its conversation, and nothing else.
                std::thread::spawn(move || converse(stream, &state).unwrap_or_default());
            }
        });
        Ok(Sink { port, state })
    }

    /// The settings of a Cognate that sends its e-mails here.
    pub fn settings(&self) -> Environment {
        vec![
            ("COGNATE_EMAIL__SERVER", format!("127.0.0.1:{}", self.port)),
            ("COGNATE_EMAIL__TLS", "none".to_owned()),
            ("COGNATE_EMAIL__FROM", "no-reply@cognate.example".to_owned()),
            // While it is held back.
            ("COGNATE_EMAIL__TIMEOUT_SECONDS", "50".to_owned()),
            // A day of messages is sent within minutes; the budget still is counted.
            ("COGNATE_LIMITS__MESSAGES_PER_POOL_DAY", "100000000".to_owned()),
        ]
    }

    /// Mails taken so far.
    pub fn taken(&self) -> u64 {
        self.state.taken.load(Ordering::Relaxed)
    }

    /// From now on no mail is acknowledged.
    pub fn hold(&self) {
        *self.state.held.lock().expect("no thread panics while holding it") = true;
    }

    /// Acknowledges mails at this rate at most; None: at any.
    pub fn pace(&self, per_second: Option<f64>) {
        let pace = per_second
            .map(|rate| Pace { next: Instant::now(), apart: Duration::from_secs_f64(1.0 / rate) });
        *self.state.pace.lock().expect("no thread panics while holding it") = pace;
    }

    pub fn release(&self) {
        *self.state.held.lock().expect("no thread panics while holding it") = false;
        self.state.released.notify_all();
    }

    /// Waits until this many have been taken; the time it took.
    pub fn wait_for(&self, taken: u64, most: Duration) -> Result<Duration> {
        let begun = Instant::now();
        while self.taken() < taken {
            if begun.elapsed() > most {
                bail!("{} of {taken} mails after {most:?}", self.taken());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(begun.elapsed())
    }
}

impl State {
    fn wait_for_turn(&self) {
        let mut pace = self.pace.lock().expect("no thread panics while holding it");
        let turn = pace.as_mut().map(|pace| {
            let turn = pace.next.max(Instant::now());
            pace.next = turn + pace.apart;
            turn
        });
        drop(pace);
        if let Some(turn) = turn {
            std::thread::sleep(turn.saturating_duration_since(Instant::now()));
        }
    }

    fn wait_while_held(&self) {
        let held = self.held.lock().expect("no thread panics while holding it");
        drop(self.released.wait_while(held, |held| *held));
    }
}

fn converse(stream: TcpStream, state: &State) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    let mut line = Vec::new();
    out.write_all(b"220 sink\r\n")?;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_slice() {
            b"EHLO" => b"250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n",
            b"DATA" => {
                out.write_all(b"354 go on\r\n")?;
                skip_body(&mut lines, &mut line)?;
                state.wait_while_held();
                state.wait_for_turn();
                state.taken.fetch_add(1, Ordering::Relaxed);
                b"250 taken\r\n"
            }
            b"QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => b"250 fine\r\n",
        };
        out.write_all(answer)?;
    }
}

fn skip_body(lines: &mut BufReader<TcpStream>, line: &mut Vec<u8>) -> std::io::Result<()> {
    loop {
        line.clear();
        if lines.read_until(b'\n', line)? == 0 || line == b".\r\n" {
            return Ok(());
        }
    }
}
