//! A running server in a value.

use std::net::SocketAddr;
use std::sync::Arc;

use cognate_server::config::{self, Config, Environment, Mode};
use cognate_server::run::Server;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::toy::Toy;

pub struct Running {
    pub address: SocketAddr,
    pub metrics: Option<String>,
    pub base_url: String,
    pub toy: Arc<Toy>,
    stop: Option<oneshot::Sender<()>>,
    done: JoinHandle<()>,
}

/// The configuration of a TOML text, on a free port.
pub fn configured(text: &str, mode: Mode) -> Config {
    let mut layers = config::layers(None, &Environment::new(), &[]);
    layers.file("test.toml".as_ref(), text);
    layers.flag("--listen", "server.listen", "127.0.0.1:0");
    config::effective(layers, mode).unwrap_or_else(|problems| panic!("{problems:?}"))
}

pub const DEV: Mode = Mode { dev: true, dev_network: false };
pub const SERVICE: Mode = Mode { dev: false, dev_network: false };

impl Running {
    pub async fn start(text: &str, mode: Mode) -> Self {
        let server = Server::bind(&configured(text, mode), mode).await.unwrap();
        let url = server.url().unwrap();
        let address = url.split_once("://").unwrap().1.parse().unwrap();
        let metrics = server.metrics_url().unwrap();
        let base_url = server.base_url().to_owned();
        let toy = Toy::new();
        let (stop, stopped) = oneshot::channel();
        let application = toy.clone();
        let done = tokio::spawn(async move {
            let stop = async {
                let _ = stopped.await;
            };
            server.run(application, stop).await.unwrap();
        });
        Running { address, metrics, base_url, toy, stop: Some(stop), done }
    }

    /// Begins the shutdown.
    pub fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits for the end of the shutdown.
    pub async fn stopped(self) {
        self.done.await.unwrap();
    }
}
