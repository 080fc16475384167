//! A TCP proxy between store and database that can be told to misbehave.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinHandle};
use tokio::time::sleep;

/// What to do with the next flush from BEGIN to COMMIT.
#[derive(Clone, Copy, Debug)]
pub enum Plan {
    /// The server gets everything and answers, the client hears nothing any more.
    CutAfterCommit,
    /// The server gets all but COMMIT.
    CutBeforeCommit,
    /// The client is cut off; the server gets COMMIT a while later.
    LateCommit(Duration),
    /// The client is cut off; the server gets the whole flush a while later.
    LateFlush(Duration),
}

/// How new connections are treated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Open,
    Shut,
    /// Accepts, and says nothing.
    Stalled,
}

pub struct Proxy {
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    target: u16,
    plan: Mutex<Option<Plan>>,
    door: Mutex<Door>,
    pumps: Mutex<Vec<AbortHandle>>,
    /// How often the client spoke after the server had spoken.
    turns: AtomicU32,
    server_spoke_last: AtomicBool,
}

impl Proxy {
    /// The proxy, and the URL that leads through it.
    pub async fn before(url: &str) -> (Proxy, String) {
        let target: u16 = url.split([':', '/']).find_map(|part| part.parse().ok()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            target,
            plan: Mutex::new(None),
            door: Mutex::new(Door::Open),
            pumps: Mutex::default(),
            turns: AtomicU32::new(0),
            server_spoke_last: AtomicBool::new(true),
        });
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        let url = url.replace(&format!(":{target}/"), &format!(":{port}/"));
        (Proxy { shared, accepting }, url)
    }

    pub fn plan(&self, plan: Plan) {
        *self.shared.plan.lock() = Some(plan);
    }

    /// Whether the plan has been carried out.
    pub fn is_done(&self) -> bool {
        self.shared.plan.lock().is_none()
    }

    /// Round trips so far, over all connections.
    pub fn turns(&self) -> u32 {
        self.shared.turns.load(Ordering::SeqCst)
    }

    pub fn new_connections(&self, door: Door) {
        *self.shared.door.lock() = door;
    }

    /// Anything but `Open` also cuts the connections there are.
    pub fn door(&self, door: Door) {
        self.new_connections(door);
        if door != Door::Open {
            self.shared.pumps.lock().drain(..).for_each(|pump| pump.abort());
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.door(Door::Shut);
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut stalled = Vec::new();
    while let Ok((client, _)) = listener.accept().await {
        let door = *shared.door.lock();
        match door {
            Door::Shut => drop(client),
            Door::Stalled => stalled.push(client),
            Door::Open => {
                let pump = tokio::spawn(pump(client, shared.clone()));
                shared.pumps.lock().push(pump.abort_handle());
            }
        }
    }
}

/// The way to the client; `None` once it shall hear nothing more.
type ToClient = Arc<tokio::sync::Mutex<Option<OwnedWriteHalf>>>;

async fn pump(client: TcpStream, shared: Arc<Shared>) {
    let server = TcpStream::connect(("127.0.0.1", shared.target)).await.unwrap();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let to_client: ToClient = Arc::new(tokio::sync::Mutex::new(Some(to_client)));
    let mut answers = tokio::spawn(carry_answers(from_server, to_client.clone(), shared.clone()));
    let _ = carry_requests(from_client, to_server, &shared, &to_client, &mut answers).await;
    answers.abort();
}

/// Reads on when nobody is told any more, so that the server is not held up.
async fn carry_answers(mut from: OwnedReadHalf, to: ToClient, shared: Arc<Shared>) {
    let mut buffer = [0; 8192];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        shared.server_spoke_last.store(true, Ordering::SeqCst);
        if let Some(to) = to.lock().await.as_mut()
            && to.write_all(&buffer[..length]).await.is_err()
        {
            return;
        }
    }
}

async fn carry_requests(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    shared: &Shared,
    to_client: &ToClient,
    answers: &mut JoinHandle<()>,
) -> std::io::Result<()> {
    let mut held = Vec::new();
    let mut buffer = [0; 8192];
    loop {
        let length = tokio::select! {
            read = from.read(&mut buffer) => read?,
            // The server has gone: so does the client's connection.
            _ = &mut *answers => 0,
        };
        if length == 0 {
            return Ok(());
        }
        if shared.server_spoke_last.swap(false, Ordering::SeqCst) {
            shared.turns.fetch_add(1, Ordering::SeqCst);
        }
        held.extend_from_slice(&buffer[..length]);
        let planned = shared.plan.lock().is_some();
        let flush = planned && position(&held, b"BEGIN\0").is_some();
        match position(&held, b"COMMIT\0") {
            Some(at) if flush => {
                let plan = shared.plan.lock().take();
                // COMMIT is a message of its own: a tag and four bytes of length go before it.
                let (before, commit) = held.split_at(at - 5);
                let client = to_client.lock().await.take().unwrap();
                return carry_out(plan, (from, client), to, before, commit).await;
            }
            None if flush => {}
            _ => {
                to.write_all(&held).await?;
                held.clear();
            }
        }
    }
}

async fn carry_out(
    plan: Option<Plan>,
    client: (OwnedReadHalf, OwnedWriteHalf),
    mut to: OwnedWriteHalf,
    before: &[u8],
    commit: &[u8],
) -> std::io::Result<()> {
    match plan {
        None => {}
        Some(Plan::CutBeforeCommit) => to.write_all(before).await?,
        Some(Plan::CutAfterCommit) => {
            to.write_all(before).await?;
            to.write_all(commit).await?;
            sleep(ANSWERED).await;
        }
        Some(Plan::LateCommit(pause)) => {
            to.write_all(before).await?;
            drop(client);
            sleep(pause).await;
            to.write_all(commit).await?;
            sleep(ANSWERED).await;
        }
        Some(Plan::LateFlush(pause)) => {
            drop(client);
            sleep(pause).await;
            to.write_all(before).await?;
            to.write_all(commit).await?;
            sleep(ANSWERED).await;
        }
    }
    Ok(())
}

/// By then the server has done what it was told.
const ANSWERED: Duration = Duration::from_millis(200);

fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
