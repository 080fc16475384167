//! One connection, from accept to close.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::crowd::Place;
use super::framing::Framing;
use super::patience::{Activity, Patient};
use super::sniff::{Protocol, sniff};
use super::{Limits, Responder, Socket, told_to_stop};

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// What serving a connection needs.
pub struct Connection<R> {
    pub peer: SocketAddr,
    /// Held for the life of the connection.
    pub place: Place,
    pub responder: Arc<R>,
    pub limits: Limits,
    pub shutdown: watch::Receiver<bool>,
}

impl<R: Responder> Connection<R> {
    pub async fn serve_plain(mut self, stream: TcpStream) -> Outcome {
        let protocol = tokio::select! {
            protocol = sniff(&stream, self.limits.times.head) => protocol?,
            () = told_to_stop(&mut self.shutdown) => return Ok(()),
        };
        self.serve(stream, protocol, false).await
    }

    pub async fn serve_tls(self, stream: TcpStream, acceptor: TlsAcceptor) -> Outcome {
        let handshake = acceptor.accept(stream);
        let stream = tokio::time::timeout(self.limits.times.head, handshake).await??;
        let protocol = match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") => Protocol::Http2,
            _ => Protocol::Http1,
        };
        self.serve(stream, protocol, true).await
    }

    async fn serve<S>(mut self, stream: S, protocol: Protocol, tls: bool) -> Outcome
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let _place = self.place;
        let activity = Activity::new();
        let socket = Socket { peer: self.peer, tls };
        let (responder, seen) = (self.responder, activity.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let (responder, in_flight) = (responder.clone(), seen.begin());
            async move {
                let response: Response<Bytes> = responder.respond(request, socket).await;
                drop(in_flight);
                Ok::<_, Infallible>(response.map(Full::new))
            }
        });
        let limits = &self.limits;
        let shutdown = &mut self.shutdown;
        match protocol {
            Protocol::Http1 => {
                let framing = Framing::new(limits.headers_bytes_max);
                let stream = Patient::new(stream, Some(framing), activity, limits.times);
                let io = TokioIo::new(stream);
                let mut connection = pin!(http1(limits).serve_connection(io, service));
                tokio::select! {
                    done = connection.as_mut() => return Ok(done?),
                    () = told_to_stop(shutdown) => connection.as_mut().graceful_shutdown(),
                }
                Ok(connection.await?)
            }
            Protocol::Http2 => {
                let io = TokioIo::new(Patient::new(stream, None, activity, limits.times));
                let mut connection = pin!(http2(limits).serve_connection(io, service));
                tokio::select! {
                    done = connection.as_mut() => return Ok(done?),
                    () = told_to_stop(shutdown) => connection.as_mut().graceful_shutdown(),
                }
                Ok(connection.await?)
            }
        }
    }
}

/// Time-outs are the stream's own; see [`Patient`].
fn http1(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .half_close(false)
        .max_headers(limits.header_count_max)
        .max_header_size(limits.headers_bytes_max)
        .max_buf_size(limits.headers_bytes_max.max(64 << 10));
    builder
}

fn http2(limits: &Limits) -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(128)
        .max_header_list_size(u32::try_from(limits.headers_bytes_max).unwrap_or(u32::MAX))
        .max_pending_accept_reset_streams(20)
        .max_local_error_reset_streams(128)
        .max_send_buf_size(256 << 10);
    builder
}
