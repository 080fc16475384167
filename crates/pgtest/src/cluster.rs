//! Making, starting and ending a cluster.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::binaries::Binaries;
use crate::user::User;

const START_MAX: Duration = Duration::from_secs(30);
/// Somebody else may take the port between our looking and PostgreSQL's binding.
const PORTS_TRIED: u32 = 5;

/// Starts the server, waits until the pipe on its own stdin closes, ends the server at once and
/// removes the directory. $1 is the directory, the rest is the command.
const KEEPER: &str = r#"dir=$1; shift
exec 3<&0
"$@" </dev/null 3<&- >"$dir/log" 2>&1 &
cat <&3 >/dev/null
pid=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"
wait
rm -rf "$dir""#;

pub struct Cluster {
    port: u16,
    keeper: Child,
}

impl Cluster {
    pub fn start() -> Cluster {
        Cluster::start_with(None)
    }

    /// A server that offers TLS with this certificate and key (PEM).
    pub fn start_with_tls(certificate: &str, key: &str) -> Cluster {
        Cluster::start_with(Some((certificate, key)))
    }

    fn start_with(tls: Option<(&str, &str)>) -> Cluster {
        let (binaries, user) = (Binaries::find(), User::choose());
        let mut said = String::new();
        for _ in 0..PORTS_TRIED {
            let dir = private_dir(&user);
            make(&binaries, &user, &dir);
            if let Some((certificate, key)) = tls {
                offer_tls(&user, &dir.join("data"), certificate, key);
            }
            let port = free_port();
            let cluster = Cluster { port, keeper: keep(&binaries, &user, &dir, port) };
            if answers(port, &dir) {
                return cluster;
            }
            said = log(&dir);
        }
        panic!("PostgreSQL does not start: {said}");
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

fn private_dir(user: &User) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let dir = std::env::temp_dir().join(format!("cognate-pg-{}-{number}", std::process::id()));
    DirBuilder::new().mode(0o700).create(&dir).expect("a temporary directory");
    user.own(&dir);
    dir
}

fn make(binaries: &Binaries, user: &User, dir: &Path) {
    let mut words = user.prefix();
    words.push(text(&binaries.initdb));
    words.extend(["-D".to_owned(), text(&dir.join("data"))]);
    let settings = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    words.extend(settings.map(str::to_owned));
    let output =
        Command::new(&words[0]).args(&words[1..]).current_dir(dir).output().expect("initdb runs");
    assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
}

fn offer_tls(user: &User, data: &Path, certificate: &str, key: &str) {
    let write = |name: &str, text: &str| {
        let path = data.join(name);
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)
            .expect("the data directory is ours");
        file.write_all(text.as_bytes()).expect("it takes a small file");
        user.own(&path);
    };
    write("server.crt", certificate);
    write("server.key", key);
    write("postgresql.conf", "\nssl = on\n");
}

fn keep(binaries: &Binaries, user: &User, dir: &Path, port: u16) -> Child {
    let mut words = vec![text(dir)];
    words.extend(user.prefix());
    words.push(text(&binaries.postgres));
    words.extend(["-D".to_owned(), text(&dir.join("data")), "-p".to_owned(), port.to_string()]);
    for setting in [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=off",
        "full_page_writes=off",
        "max_connections=200",
        "shared_buffers=32MB",
    ] {
        words.extend(["-c".to_owned(), setting.to_owned()]);
    }
    Command::new("sh")
        .args(["-c", KEEPER, "sh"])
        .args(words)
        .current_dir(dir)
        .stdin(Stdio::piped())
        // Away from the terminal's Ctrl-C, so that it can tidy up.
        .process_group(0)
        .spawn()
        .expect("sh runs")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}

/// The server writes "ready" on the last line of its pid file once it takes connections.
fn answers(port: u16, dir: &Path) -> bool {
    let until = Instant::now() + START_MAX;
    while Instant::now() < until {
        let state = std::fs::read_to_string(dir.join("data/postmaster.pid")).unwrap_or_default();
        if state.lines().last().is_some_and(|line| line.trim() == "ready") {
            return TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
        }
        if log(dir).contains("FATAL") {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}

fn log(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("log")).unwrap_or_default()
}

fn text(path: &Path) -> String {
    path.to_str().expect("temporary paths are text").to_owned()
}
