//! A whole server: the API's listener, the metrics' listener, the ready line, signals, draining.

use std::future::Future;
use std::io::Write;
use std::sync::Arc;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::application::Application;
use crate::config::{Config, Mode};
use crate::listen::tls::{self, Certificate};
use crate::listen::{Limits, Listener};
use crate::request_id::RequestIds;
use crate::router::{Router, Rules};
use crate::telemetry::metrics::Metrics;
use crate::telemetry::page::MetricsPage;

/// A server that has its sockets and does not answer yet: connections wait in the backlog.
pub struct Server {
    listener: Listener,
    metrics: Option<(Listener, Metrics)>,
    certificate: Option<Arc<Certificate>>,
    rules: Rules,
    base_url: String,
}

impl Server {
    /// Binds the addresses and reads the certificate. The configuration has been checked.
    pub async fn bind(config: &Config, mode: Mode) -> anyhow::Result<Self> {
        let server = &config.server;
        let certificate = match (&server.tls_certificate, &server.tls_key) {
            (Some(chain), Some(key)) => Some(Certificate::load(chain, key)?),
            _ => None,
        };
        let limits = Limits::of(config);
        let listener = Listener::bind(server.listen, certificate.as_ref(), limits.clone()).await?;
        let metrics = match server.metrics_listen {
            Some(address) => {
                let listener = Listener::bind(address, None, limits).await?;
                Some((listener, Metrics::install()))
            }
            None => None,
        };
        let base_url = match &server.base_url {
            Some(url) => url.clone(),
            None => reachable(&listener)?,
        };
        let rules = Rules::of(config, mode);
        Ok(Server { listener, metrics, certificate, rules, base_url })
    }

    /// The public base URL: as configured, else made from the bound address.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The bound address as a URL, as the ready line shows it.
    pub fn url(&self) -> anyhow::Result<String> {
        Ok(self.listener.url()?)
    }

    /// Where metrics are served, if they are.
    pub fn metrics_url(&self) -> anyhow::Result<Option<String>> {
        Ok(self.metrics.as_ref().map(|(listener, _)| listener.url()).transpose()?)
    }

    /// Serves until `stop` is ready and requests in flight are finished.
    pub async fn run<A: Application>(
        self,
        application: Arc<A>,
        stop: impl Future<Output = ()>,
    ) -> anyhow::Result<()> {
        let (shut, shutdown) = watch::channel(false);
        let mut background = JoinSet::new();
        if let Some(certificate) = self.certificate {
            let told = Arc::new(Notify::new());
            background.spawn(tell_on_hangup(told.clone())?);
            background.spawn(certificate.watch(tls::POLL, told));
        }
        if let Some((listener, metrics)) = self.metrics {
            background.spawn(metrics.clone().upkeep());
            let page = Arc::new(MetricsPage(metrics));
            // Answers during the drain too, and ends with the process: it is never told to shut down.
            let (keep, never) = watch::channel(false);
            background.spawn(async move {
                listener.run(page, never).await;
                drop(keep);
            });
        }
        let router = Router::new(application, self.rules, RequestIds::new(), shutdown.clone());
        let served = self.listener.run(Arc::new(router), shutdown);
        let stopped = async {
            stop.await;
            tracing::info!("shutting down");
            shut.send_replace(true);
        };
        let (cut, ()) = tokio::join!(served, stopped);
        if cut > 0 {
            tracing::warn!("{cut} connections were cut after the drain time");
        }
        Ok(())
    }
}

/// Tells everybody that waits for it that the server is ready: the one line on stdout.
pub fn announce(url: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody may be reading; that is no reason not to serve.
    let _ = writeln!(out, "cognate listening on {url}").and_then(|()| out.flush());
}

/// Ready at the first SIGTERM or SIGINT. The second one ends the process at once.
pub fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT")?;
    Ok(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        tokio::spawn(async move {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            std::process::exit(130);
        });
    })
}

fn tell_on_hangup(told: Arc<Notify>) -> anyhow::Result<impl Future<Output = ()>> {
    let mut hangup = signal(SignalKind::hangup()).context("SIGHUP")?;
    Ok(async move {
        while hangup.recv().await.is_some() {
            told.notify_one();
        }
    })
}

/// The bound address as others reach it; "all addresses" is this machine.
fn reachable(listener: &Listener) -> anyhow::Result<String> {
    let (address, url) = (listener.address()?, listener.url()?);
    if !address.ip().is_unspecified() {
        return Ok(url);
    }
    let scheme = url.split_once("://").map_or("http", |(scheme, _)| scheme);
    Ok(format!("{scheme}://localhost:{}", address.port()))
}
