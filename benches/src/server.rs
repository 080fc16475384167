//! The server under measurement: a process of its own, watched through /proc.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::api::Key;

/// Where the server keeps its data.
#[derive(Clone, Debug)]
pub enum Engine {
    Sqlite,
    Postgres(String),
}

/// Variables of the server's environment.
pub type Environment = Vec<(&'static str, String)>;

/// An initialised installation, served.
pub struct Server {
    binary: PathBuf,
    folder: PathBuf,
    engine: Engine,
    environment: Environment,
    process: Child,
    pub root: Key,
    /// host:port
    pub address: String,
    /// From the start of the process to the ready line.
    pub started_in: Duration,
}

impl Server {
    /// Initialises an installation in the folder, unless there is one, and serves it.
    pub fn init(
        binary: &Path,
        folder: &Path,
        engine: &Engine,
        environment: Environment,
    ) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let credentials = folder.join("credentials");
        if !credentials.exists() {
            let mut init = command(binary, folder, engine, "init");
            let output = init.args(kek(folder)).arg("--credentials").arg(&credentials).output()?;
            if !output.status.success() {
                bail!("init: {}", String::from_utf8_lossy(&output.stderr));
            }
        }
        let root = Key::in_file(&std::fs::read_to_string(&credentials)?)?;
        let (process, address, started_in) = start(binary, folder, engine, &environment)?;
        let (binary, folder, engine) = (binary.to_owned(), folder.to_owned(), engine.clone());
        Ok(Server { binary, folder, engine, environment, process, root, address, started_in })
    }

    pub fn is_embedded(&self) -> bool {
        matches!(self.engine, Engine::Sqlite)
    }

    /// Another server beside this one, in development mode on an embedded store of its own: unsigned
    /// calls act as root there, and so do those that this one's root signs.
    pub fn in_development(&self) -> Result<Server> {
        let folder = self.folder.join("development");
        std::fs::create_dir_all(&folder)?;
        let (binary, environment) = (self.binary.clone(), self.environment.clone());
        let (engine, root) = (Engine::Sqlite, self.root.clone());
        let mut command = command(&binary, &folder, &engine, "serve");
        // The key is kept beside the data.
        command.arg("--dev");
        let (process, address, started_in) = spawn(command, &folder, &environment)?;
        Ok(Server { binary, folder, engine, environment, process, root, address, started_in })
    }

    /// Ends the process gracefully and starts it anew on the same data.
    pub fn restart(&mut self) -> Result<()> {
        self.stop()?;
        let (process, address, took) =
            start(&self.binary, &self.folder, &self.engine, &self.environment)?;
        (self.process, self.address, self.started_in) = (process, address, took);
        Ok(())
    }

    pub fn stop(&mut self) -> Result<()> {
        let pid = self.process.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status()?;
        let status = self.process.wait()?;
        if !status.success() {
            bail!("the server ended with {status}");
        }
        Ok(())
    }

    /// Processor time used so far, user and system, of all threads.
    pub fn cpu_seconds(&self) -> Result<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        // The second field is the name in parentheses, which may hold spaces.
        let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
        let (user, system) = (ticks(11), ticks(12));
        let used = user.zip(system).context("/proc/PID/stat has another form")?;
        Ok((used.0 + used.1) as f64 / rustix::param::clock_ticks_per_second() as f64)
    }

    /// VmRSS in MB of 10^6 bytes.
    pub fn rss_mb(&self) -> Result<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        Ok(kib.context("/proc/PID/status has no VmRSS")? * 1024.0 / 1e6)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended after `stop`; then this does nothing.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn kek(folder: &Path) -> [std::ffi::OsString; 2] {
    ["--kek".into(), folder.join("kek").into()]
}

fn command(binary: &Path, folder: &Path, engine: &Engine, name: &str) -> Command {
    let mut command = Command::new(binary);
    command.arg(name).arg("--data").arg(folder.join("data"));
    if let Engine::Postgres(url) = engine {
        command.args(["--database", url]);
    }
    command.env("HOME", folder).env("XDG_CONFIG_HOME", folder.join("config"));
    command.env("COGNATE_LIMITS__POOLS_MAX", "20000");
    // A stock would be filled up again in the background, a tenth of a second of processor time for each
    // key, in the midst of a measurement. Without one, a pool's keys are made when they are first asked
    // for: see `Pool::add_users`.
    command.env("COGNATE_LIMITS__KEY_STOCK_LENGTH", "0");
    command
}

fn start(
    binary: &Path,
    folder: &Path,
    engine: &Engine,
    environment: &Environment,
) -> Result<(Child, String, Duration)> {
    let mut command = command(binary, folder, engine, "serve");
    command.args(kek(folder));
    spawn(command, folder, environment)
}

fn spawn(
    mut command: Command,
    folder: &Path,
    environment: &Environment,
) -> Result<(Child, String, Duration)> {
    let log = std::fs::File::options().create(true).append(true).open(folder.join("log"))?;
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(log);
    let begun = Instant::now();
    let mut process = command.spawn()?;
    let output = process.stdout.take().context("the pipe was asked for")?;
    for line in BufReader::new(output).lines() {
        if let Some((_, address)) = line?.split_once("cognate listening on http://") {
            return Ok((process, address.trim().to_owned(), begun.elapsed()));
        }
    }
    let _ = process.wait();
    bail!("the server did not start; see {}", folder.join("log").display());
}
