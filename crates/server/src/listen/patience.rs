//! A connection that does not wait forever (IL-2): the stream between the socket (or TLS) and the HTTP
//! library, with time-outs for the head, for idling and for unread answers, and strict framing.
//!
//! The time for a body is kept where the body is read, since that answer has a shape.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::framing::{Framing, Place};

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub head: Duration,
    pub idle: Duration,
    pub write: Duration,
}

/// The requests of one connection, counted by the service and seen by the stream.
#[derive(Debug)]
pub struct Activity {
    opened: Instant,
    in_flight: AtomicU32,
    /// Milliseconds after `opened` at which the last request was finished.
    finished_ms: AtomicU64,
}

impl Activity {
    pub fn new() -> Arc<Self> {
        Arc::new(Activity {
            opened: Instant::now(),
            in_flight: AtomicU32::new(0),
            finished_ms: AtomicU64::new(0),
        })
    }

    /// Counts a request until the returned value is dropped.
    pub fn begin(self: &Arc<Self>) -> InFlight {
        self.in_flight.fetch_add(1, Ordering::AcqRel);
        InFlight(self.clone())
    }

    /// Since when there has been no request, if so.
    fn idle_since(&self) -> Option<Instant> {
        if self.in_flight.load(Ordering::Acquire) > 0 {
            return None;
        }
        Some(self.opened + Duration::from_millis(self.finished_ms.load(Ordering::Acquire)))
    }
}

/// A request being answered.
#[derive(Debug)]
pub struct InFlight(Arc<Activity>);

impl Drop for InFlight {
    fn drop(&mut self) {
        let elapsed = u64::try_from(self.0.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.finished_ms.store(elapsed, Ordering::Release);
        self.0.in_flight.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The stream. Reads and writes come from the one task that owns the connection.
pub struct Patient<S> {
    inner: S,
    /// HTTP/1 only; HTTP/2 has its own framing.
    framing: Option<Framing>,
    activity: Arc<Activity>,
    times: Times,
    head_since: Option<Instant>,
    write_since: Option<Instant>,
    alarm: Pin<Box<Sleep>>,
}

impl<S> Patient<S> {
    pub fn new(inner: S, framing: Option<Framing>, activity: Arc<Activity>, times: Times) -> Self {
        let alarm = Box::pin(tokio::time::sleep(times.head.min(times.idle)));
        Patient { inner, framing, activity, times, head_since: None, write_since: None, alarm }
    }

    /// When the connection has waited long enough for what it is waiting for.
    fn deadline(&self) -> Option<Instant> {
        let reading = match self.framing.as_ref().map(Framing::place) {
            Some(Place::Head) => self.head_since.map(|since| since + self.times.head),
            Some(Place::Between | Place::Body) | None => {
                self.activity.idle_since().map(|since| since + self.times.idle)
            }
        };
        let writing = self.write_since.map(|since| since + self.times.write);
        match (reading, writing) {
            (Some(reading), Some(writing)) => Some(reading.min(writing)),
            (one, other) => one.or(other),
        }
    }

    /// Called when the stream has to wait: sets the alarm, and fails if it has gone off.
    fn wait(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        // The alarm is only moved when it would be late, so that most requests leave it alone.
        if let Some(deadline) = self.deadline()
            && deadline < self.alarm.deadline()
        {
            self.alarm.as_mut().reset(deadline);
        }
        while self.alarm.as_mut().poll(cx).is_ready() {
            let now = Instant::now();
            let next = match self.deadline() {
                Some(deadline) if deadline <= now => return Err(io::ErrorKind::TimedOut.into()),
                Some(deadline) => deadline,
                None => now + self.times.idle,
            };
            self.alarm.as_mut().reset(next);
        }
        Ok(())
    }

    /// Shows new bytes to the framing check and notes when a head began.
    fn inspect(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(framing) = &mut self.framing else { return Ok(()) };
        if let Err(violation) = framing.feed(bytes) {
            tracing::debug!(?violation, "connection closed: ambiguous HTTP framing");
            metrics::counter!("cognate_connections_refused_total", "reason" => "framing")
                .increment(1);
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.head_since = match framing.place() {
            Place::Head => self.head_since.or_else(|| Some(Instant::now())),
            Place::Between | Place::Body => None,
        };
        Ok(())
    }
}

impl<S: AsyncWrite + Unpin> Patient<S> {
    /// Notes whether the peer takes what is written.
    fn written<T>(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.write_since = None;
            return polled;
        }
        self.write_since = self.write_since.or_else(|| Some(Instant::now()));
        match self.wait(cx) {
            Ok(()) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        match Pin::new(&mut this.inner).poll_read(cx, buffer) {
            Poll::Ready(Ok(())) => {
                let checked = this.inspect(&buffer.filled()[before..]);
                if checked.is_err() {
                    buffer.set_filled(before);
                }
                Poll::Ready(checked)
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => match this.wait(cx) {
                Ok(()) => Poll::Pending,
                Err(error) => Poll::Ready(Err(error)),
            },
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.written(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write_vectored(cx, bytes);
        self.written(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_flush(cx);
        self.written(cx, polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.written(cx, polled)
    }
}
