//! The listener: accepts connections, speaks TLS, HTTP/1.1 and HTTP/2 under limits, and drains on
//! shutdown. What is answered is the business of a [`Responder`].

mod connection;
pub mod crowd;
pub mod framing;
pub mod patience;
pub mod sniff;
pub mod tls;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::config::network::Network;
use connection::Connection;
use crowd::Crowd;
use patience::Times;
use tls::Certificate;

/// Answers requests whose bodies have not been read.
pub trait Responder: Send + Sync + 'static {
    fn respond(
        self: Arc<Self>,
        request: Request<Incoming>,
        socket: Socket,
    ) -> impl Future<Output = Response<Bytes>> + Send;
}

/// The connection a request came by.
#[derive(Clone, Copy, Debug)]
pub struct Socket {
    pub peer: SocketAddr,
    pub tls: bool,
}

/// The limits of a listener.
#[derive(Clone, Debug)]
pub struct Limits {
    pub headers_bytes_max: usize,
    pub header_count_max: usize,
    pub connections_max: usize,
    pub connections_per_ip: usize,
    pub times: Times,
    /// How long requests in flight may take after the shutdown began.
    pub drain: Duration,
    /// Exempt from the cap per address, as loopback is.
    pub trusted_proxies: Vec<Network>,
}

impl Limits {
    /// As configured.
    pub fn of(config: &crate::config::Config) -> Self {
        let limits = &config.limits;
        Limits {
            headers_bytes_max: limits.headers_bytes_max,
            header_count_max: limits.header_count_max,
            connections_max: limits.connections_max,
            connections_per_ip: limits.connections_per_ip,
            times: Times {
                head: Duration::from_secs(limits.header_read_seconds),
                idle: Duration::from_secs(limits.idle_seconds),
                write: Duration::from_secs(limits.write_seconds),
            },
            drain: Duration::from_secs(config.server.drain_seconds),
            trusted_proxies: config.server.trusted_proxies.clone(),
        }
    }

    fn exempt(&self, address: IpAddr) -> bool {
        address.to_canonical().is_loopback()
            || self.trusted_proxies.iter().any(|network| network.contains(address))
    }
}

/// A bound socket.
pub struct Listener {
    socket: TcpListener,
    acceptor: Option<TlsAcceptor>,
    limits: Limits,
    crowd: Arc<Crowd>,
}

impl Listener {
    /// Binds the address; with a certificate the listener speaks TLS only.
    pub async fn bind(
        address: SocketAddr,
        certificate: Option<&Arc<Certificate>>,
        limits: Limits,
    ) -> anyhow::Result<Self> {
        use anyhow::Context;
        let socket = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}"))?;
        let acceptor = match certificate {
            Some(certificate) => Some(TlsAcceptor::from(certificate.server_config()?)),
            None => None,
        };
        let crowd = Crowd::new(limits.connections_max, limits.connections_per_ip);
        Ok(Listener { socket, acceptor, limits, crowd })
    }

    /// The bound address, with the port the system chose if 0 was asked for.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// `http://ADDR` or `https://ADDR`.
    pub fn url(&self) -> std::io::Result<String> {
        let scheme = if self.acceptor.is_some() { "https" } else { "http" };
        Ok(format!("{scheme}://{}", self.address()?))
    }

    /// Serves until `shutdown` turns true, then stops accepting, lets requests in flight finish and
    /// returns; what takes longer than the drain time is cut off. Returns how many connections were.
    pub async fn run<R: Responder>(
        self,
        responder: Arc<R>,
        mut shutdown: watch::Receiver<bool>,
    ) -> usize {
        let mut connections = JoinSet::new();
        let told = shutdown.clone();
        loop {
            tokio::select! {
                accepted = self.socket.accept() => match accepted {
                    Ok((stream, peer)) => {
                        self.admit(stream, peer, &responder, &told, &mut connections);
                    }
                    Err(error) => refused_by_system(&error).await,
                },
                Some(_) = connections.join_next() => {}
                () = told_to_stop(&mut shutdown) => break,
            }
        }
        let Listener { socket, limits, .. } = self;
        drop(socket);
        let all = async { while connections.join_next().await.is_some() {} };
        match tokio::time::timeout(limits.drain, all).await {
            Ok(()) => 0,
            Err(_) => {
                let cut = connections.len();
                connections.shutdown().await;
                cut
            }
        }
    }

    /// Starts serving one connection, or closes it at once when there are too many.
    fn admit<R: Responder>(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        responder: &Arc<R>,
        shutdown: &watch::Receiver<bool>,
        connections: &mut JoinSet<()>,
    ) {
        let place = match self.crowd.admit(peer.ip(), self.limits.exempt(peer.ip())) {
            Ok(place) => place,
            Err(full) => {
                metrics::counter!("cognate_connections_refused_total", "reason" => full.reason())
                    .increment(1);
                return;
            }
        };
        // Answers are written whole; waiting for more to send would only delay them.
        let _ = stream.set_nodelay(true);
        let connection = Connection {
            peer,
            place,
            responder: responder.clone(),
            limits: self.limits.clone(),
            shutdown: shutdown.clone(),
        };
        let acceptor = self.acceptor.clone();
        connections.spawn(async move {
            let outcome = match acceptor {
                Some(acceptor) => connection.serve_tls(stream, acceptor).await,
                None => connection.serve_plain(stream).await,
            };
            if let Err(error) = outcome {
                tracing::debug!(peer = %peer.ip(), "connection ended: {error}");
            }
        });
    }
}

/// Ready when the shutdown has begun.
async fn told_to_stop(shutdown: &mut watch::Receiver<bool>) {
    // An error means that nobody is left who could say so, which says it too.
    let _ = shutdown.wait_for(|down| *down).await;
}

/// `accept` fails for one connection (ignored), or because descriptors have run out: then it would
/// fail again at once, so wait for some to be closed.
async fn refused_by_system(error: &std::io::Error) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    if !matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted) {
        tracing::error!("cannot accept connections: {error}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
