//! The client for everything that leaves over HTTP (EG-1): one request, one answer, within limits.
//!
//! The name is resolved, *all* its addresses are judged, and the connection goes to a judged address
//! (EG-2). No redirects, no proxy from the environment, no cookies; five seconds and 1 MiB (EG-3).

mod guard;
mod outbound;
mod target;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, USER_AGENT};
use http::{HeaderValue, Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::listen::tls;

pub use guard::Guard;
pub use outbound::Neighbours;
pub use target::Target;

/// From the name's look-up to the answer's last byte.
const TAKES_AT_MOST: Duration = Duration::from_secs(5);
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// Why there is no answer. The texts hold no address of the query and nothing the other side said.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    #[error("the host's name cannot be resolved")]
    Unresolved,
    #[error("the host's address {0} may not be called")]
    Forbidden(std::net::IpAddr),
    #[error("the connection failed: {0}")]
    Unreachable(std::io::Error),
    #[error("the TLS handshake failed: {0}")]
    Tls(std::io::Error),
    #[error("the answer is broken: {0}")]
    Broken(String),
    #[error("no answer within five seconds")]
    TooSlow,
}

/// Calls one target.
pub struct Client {
    target: Target,
    guard: Guard,
    tls: TlsConnector,
}

impl Client {
    /// Trusts the public authorities, or those of the file (TLS-1).
    pub fn new(target: Target, guard: Guard, root_file: Option<&Path>) -> anyhow::Result<Client> {
        Ok(Client { target, guard, tls: connector(root_file)? })
    }

    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Sends to the target's path. The request's own URI is ignored; `Host` and `Content-Length` are
    /// added.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
        tokio::time::timeout(TAKES_AT_MOST, self.exchange(request))
            .await
            .unwrap_or(Err(NoAnswer::TooSlow))
    }

    async fn exchange(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
        *request.uri_mut() = self.target.path.clone();
        let length = HeaderValue::from(request.body().len());
        let headers = request.headers_mut();
        headers.insert(HOST, self.target.host_header.clone());
        headers.insert(CONTENT_LENGTH, length);
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
        headers.insert(USER_AGENT, HeaderValue::from_static("cognate"));
        let stream = self.connect().await?;
        if !self.target.tls {
            return talk(stream, request).await;
        }
        let broken = |error| NoAnswer::Tls(std::io::Error::other(error));
        let name = ServerName::try_from(self.target.host.clone()).map_err(broken)?;
        let stream = self.tls.connect(name, stream).await.map_err(NoAnswer::Tls)?;
        talk(stream, request).await
    }

    async fn connect(&self) -> Result<TcpStream, NoAnswer> {
        let found = tokio::net::lookup_host((self.target.host.as_str(), self.target.port)).await;
        let addresses: Vec<SocketAddr> = found.map_err(|_| NoAnswer::Unresolved)?.collect();
        let forbidden = |at: &&SocketAddr| !self.guard.permits(&self.target, at.ip());
        if let Some(at) = addresses.iter().find(forbidden) {
            return Err(NoAnswer::Forbidden(at.ip()));
        }
        let mut failed = NoAnswer::Unresolved;
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => {
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Err(error) => failed = NoAnswer::Unreachable(error),
            }
        }
        Err(failed)
    }
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    request: Request<Bytes>,
) -> Result<Response<Bytes>, NoAnswer> {
    let broken = |error: hyper::Error| NoAnswer::Broken(error.to_string());
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let driver = tokio::spawn(connection);
    let outcome = async {
        let response = sender.send_request(request.map(Full::new)).await.map_err(broken)?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
        let body = body.map_err(|error| NoAnswer::Broken(error.to_string()))?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
    .await;
    driver.abort();
    outcome
}

/// Trusts the public authorities, or those of the file; always verifies (TLS-1).
pub fn connector(root_file: Option<&Path>) -> anyhow::Result<TlsConnector> {
    let config = ClientConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots(root_file)?)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn roots(file: Option<&Path>) -> anyhow::Result<RootCertStore> {
    let Some(path) = file else {
        return Ok(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect());
    };
    let named = || format!("{}", path.display());
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).with_context(named)? {
        store.add(certificate.with_context(named)?).with_context(named)?;
    }
    if store.is_empty() {
        bail!("{} holds no certificate", path.display());
    }
    Ok(store)
}
