//! Connections that only read: some used inline for point reads, a few on blocking threads for scans.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{connection, dialect, fault, group};
use crate::batch::{Outcome, Statement};
use crate::error::Error;
use crate::statement::{Query, Row};

/// Scans at once; more wait, so that lists do not take the machine from sign-ins.
const SCANS: usize = 2;
const SCAN_WAIT_MAX: Duration = Duration::from_secs(5);

pub(super) struct Readers {
    /// About one per worker thread. `None` once closed.
    points: Vec<Mutex<Option<Connection>>>,
    scans: Arc<Mutex<Vec<Connection>>>,
    scan_permits: Arc<Semaphore>,
}

/// How many connections `open` makes, for sharing out the cache.
pub(super) fn count() -> usize {
    point_count() + SCANS
}

fn point_count() -> usize {
    std::thread::available_parallelism().map_or(4, usize::from).clamp(2, 16)
}

impl Readers {
    pub fn open(dir: &Path, cache_bytes_each: u64) -> rusqlite::Result<Readers> {
        let reader = || connection::reader(dir, cache_bytes_each);
        Ok(Readers {
            points: (0..point_count())
                .map(|_| reader().map(|c| Mutex::new(Some(c))))
                .collect::<rusqlite::Result<_>>()?,
            scans: Arc::new(Mutex::new(
                (0..SCANS).map(|_| reader()).collect::<rusqlite::Result<_>>()?,
            )),
            scan_permits: Arc::new(Semaphore::new(SCANS)),
        })
    }

    pub fn read(&self, query: &Query) -> Result<Vec<Row>, Error> {
        let guard = self.point();
        let connection = guard.as_ref().ok_or(Error::Closed)?;
        dialect::rows(connection, query.sql, &query.params).map_err(|e| fault::of_engine(&e))
    }

    /// A batch that writes nothing.
    pub fn check(&self, checks: &[Statement]) -> Result<Outcome, Error> {
        let guard = self.point();
        group::check(guard.as_ref().ok_or(Error::Closed)?, checks)
    }

    pub async fn scan(&self, query: Query) -> Result<Vec<Row>, Error> {
        let permit = self.scan_permits.clone().acquire_owned();
        let permit = match tokio::time::timeout(SCAN_WAIT_MAX, permit).await {
            Err(_) => return Err(Error::Busy),
            Ok(closed_or_not) => closed_or_not.map_err(|_| Error::Closed)?,
        };
        let scans = self.scans.clone();
        let work = move || {
            let _permit = permit;
            let connection = scans.lock().pop().ok_or(Error::Closed)?;
            let rows = dialect::rows(&connection, query.sql, &query.params);
            scans.lock().push(connection);
            rows.map_err(|e| fault::of_engine(&e))
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::Closed)?
    }

    /// Later reads answer `Closed`; reads under way end first. Blocks.
    pub fn close(&self) {
        self.scan_permits.close();
        for point in &self.points {
            point.lock().take();
        }
        self.scans.lock().clear();
    }

    /// The calling thread's own connection, or one that is free.
    fn point(&self) -> MutexGuard<'_, Option<Connection>> {
        let home = home() % self.points.len();
        (0..self.points.len())
            .find_map(|step| self.points[(home + step) % self.points.len()].try_lock())
            .unwrap_or_else(|| self.points[home].lock())
    }
}

/// A number for the calling thread, so that each finds its own connection's caches warm.
fn home() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static HOME: Cell<usize> = Cell::new(NEXT.fetch_add(1, Ordering::Relaxed));
    }
    HOME.get()
}
