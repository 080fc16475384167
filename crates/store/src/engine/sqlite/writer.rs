//! The one thread that writes. It takes what waits, commits it as a group, then answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::log::Log;
use super::{group, probe};
use crate::batch::{Outcome, Statement, is_checks};
use crate::error::Error;

/// A group is bounded so that the first of it does not wait long for the last.
const GROUP_BATCHES_MAX: usize = 128;

pub(super) struct Writer {
    jobs: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    health: Arc<Health>,
}

/// Whether a change that came now would be written.
struct Health {
    /// Jobs in the queue.
    waiting: AtomicUsize,
    waiting_max: usize,
    /// A group was not written, and nothing has shown since that one would be.
    failing: AtomicBool,
}

enum Job {
    Write(Pending),
    /// Between groups, with the connection to itself; or with the reason why writing has ended.
    Alone(Work),
}

type Work = Box<dyn FnOnce(Result<&mut Connection, Error>) + Send>;

struct Pending {
    statements: Vec<Statement>,
    answer: oneshot::Sender<Result<Outcome, Error>>,
}

/// What commits a group; tests put a failing disk here.
type Commit = fn(&Connection, &[Pending]) -> Result<Vec<Result<Outcome, Error>>, Error>;

impl Writer {
    pub fn start(connection: Connection, queue_batches_max: usize) -> Result<Writer, Error> {
        let commit: Commit = |connection, pending| {
            group::commit(connection, pending.iter().map(|batch| batch.statements.as_slice()))
        };
        Writer::start_with(connection, queue_batches_max, commit)
    }

    fn start_with(
        connection: Connection,
        queue_batches_max: usize,
        commit: Commit,
    ) -> Result<Writer, Error> {
        let (sender, receiver) = sync_channel(queue_batches_max);
        let (waiting, failing) = (AtomicUsize::new(0), AtomicBool::new(false));
        let health = Arc::new(Health { waiting, waiting_max: queue_batches_max, failing });
        let seen = health.clone();
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serve(connection, &receiver, commit, &seen))
            .map_err(|cause| Error::Unavailable(format!("no thread for the writer: {cause}")))?;
        Ok(Writer { jobs: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)), health })
    }

    pub async fn write(&self, statements: Vec<Statement>) -> Result<Outcome, Error> {
        let (answer, answered) = oneshot::channel();
        self.enqueue(Job::Write(Pending { statements, answer }))?;
        answered.await.map_err(|_| Error::Closed)?
    }

    pub async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        self.enqueue(Job::Alone(Box::new(move |connection| {
            // Nobody waits any more: nothing to do about it.
            let _ = answer.send(connection.and_then(work));
        })))?;
        answered.await.map_err(|_| Error::Closed)?
    }

    /// Would a change find a place in the queue, and be written?
    pub fn is_well(&self) -> bool {
        let Health { waiting, waiting_max, failing } = &*self.health;
        waiting.load(Ordering::Relaxed) < *waiting_max && !failing.load(Ordering::Acquire)
    }

    /// Finishes what is queued and closes the connection. Blocks.
    pub fn close(&self) {
        self.jobs.lock().take();
        if let Some(thread) = self.thread.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("the store's writer thread panicked");
        }
    }

    fn enqueue(&self, job: Job) -> Result<(), Error> {
        match self.jobs.lock().as_ref() {
            None => Err(Error::Closed),
            Some(jobs) => {
                self.health.waiting.fetch_add(1, Ordering::Relaxed);
                jobs.try_send(job).map_err(|refused| {
                    self.health.waiting.fetch_sub(1, Ordering::Relaxed);
                    match refused {
                        TrySendError::Full(_) => Error::Busy,
                        TrySendError::Disconnected(_) => Error::Closed,
                    }
                })
            }
        }
    }
}

fn serve(mut connection: Connection, jobs: &Receiver<Job>, commit: Commit, health: &Health) {
    let mut stopped: Option<Error> = None;
    let mut log = Log::default();
    let mut left_over: Option<Job> = None;
    while let Some(job) = left_over.take().or_else(|| health.taken(jobs.recv().ok())) {
        match job {
            Job::Alone(work) => work(stopped.clone().map_or(Ok(&mut connection), Err)),
            Job::Write(first) => {
                let (pending, next) = gather(first, jobs, health);
                left_over = next;
                // ST-1: after a failed fsync the kernel may have dropped what we wrote, and a second
                // fsync would lie about it.
                if let Some(reason) = &stopped {
                    answer_all(pending, reason);
                } else {
                    stopped = write_group(&connection, pending, commit, health, &mut log);
                }
            }
        }
    }
}

impl Health {
    /// What has come out of the queue.
    fn taken(&self, job: Option<Job>) -> Option<Job> {
        self.waiting.fetch_sub(usize::from(job.is_some()), Ordering::Relaxed);
        job
    }
}

/// The first batch and those that wait behind it; and a job of the other kind, if one came up.
fn gather(first: Pending, jobs: &Receiver<Job>, health: &Health) -> (Vec<Pending>, Option<Job>) {
    let mut pending = vec![first];
    while pending.len() < GROUP_BATCHES_MAX {
        match health.taken(jobs.try_recv().ok()) {
            Some(Job::Write(next)) => pending.push(next),
            Some(other) => return (pending, Some(other)),
            None => break,
        }
    }
    // Under overload callers give up; what nobody waits for is not begun.
    pending.retain(|batch| !batch.answer.is_closed());
    (pending, None)
}

/// While groups fail, checks are answered only when a probe was written: a right answer must not be told
/// where a wrong one could not be counted (RL-2). Small changes that happen to fit show nothing. Returns
/// what is left to do, and the reason when writing has to end.
fn prove(
    connection: &Connection,
    pending: Vec<Pending>,
    health: &Health,
) -> (Vec<Pending>, Option<Error>) {
    let any = pending.iter().any(|batch| is_checks(&batch.statements));
    if !any || !health.failing.load(Ordering::Acquire) {
        return (pending, None);
    }
    let Err(error) = probe::write(connection) else {
        health.failing.store(false, Ordering::Release);
        return (pending, None);
    };
    let (checks, changes) = pending.into_iter().partition(|batch| is_checks(&batch.statements));
    answer_all(checks, &error);
    (changes, matches!(error, Error::Stopped(_)).then_some(error))
}

/// Commits, tends the log, answers. Returns the reason when writing has to end.
fn write_group(
    connection: &Connection,
    pending: Vec<Pending>,
    commit: Commit,
    health: &Health,
    log: &mut Log,
) -> Option<Error> {
    let (pending, reason) = prove(connection, pending, health);
    if reason.is_some() || pending.is_empty() {
        if let Some(reason) = &reason {
            answer_all(pending, reason);
        }
        return reason;
    }
    match commit(connection, &pending) {
        Ok(outcomes) => {
            let batches = pending.len();
            for (batch, outcome) in pending.into_iter().zip(outcomes) {
                let _ = batch.answer.send(outcome);
            }
            let stopped = log.tend(connection, batches);
            if stopped.is_some() {
                health.failing.store(true, Ordering::Release);
            }
            stopped
        }
        Err(error) => {
            // Before anybody hears of it.
            health.failing.store(true, Ordering::Release);
            tracing::error!(%error, batches = pending.len(), "a group of writes failed");
            answer_all(pending, &error);
            matches!(error, Error::Stopped(_)).then_some(error)
        }
    }
}

fn answer_all(pending: Vec<Pending>, error: &Error) {
    for batch in pending {
        let _ = batch.answer.send(Err(error.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault;
    use super::*;

    fn fails_to_sync(_: &Connection, _: &[Pending]) -> Result<Vec<Result<Outcome, Error>>, Error> {
        let failure = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC);
        Err(fault::of_engine(&rusqlite::Error::SqliteFailure(failure, None)))
    }

    #[tokio::test]
    async fn st_1_after_a_failed_fsync_nothing_is_written_any_more() {
        let connection = Connection::open_in_memory().unwrap();
        let writer = Writer::start_with(connection, 8, fails_to_sync).unwrap();
        assert!(writer.is_well());
        for _ in 0..2 {
            assert!(matches!(writer.write(Vec::new()).await, Err(Error::Stopped(_))));
            assert!(!writer.is_well());
        }
        let alone = writer.alone(|_| Ok(())).await;
        assert!(matches!(alone, Err(Error::Stopped(_))));
        writer.close();
        assert!(matches!(writer.write(Vec::new()).await, Err(Error::Closed)));
    }

    /// So that checks do not succeed where changes are refused.
    #[tokio::test]
    async fn a_full_queue_is_not_well_until_it_is_emptied() {
        let connection = Connection::open_in_memory().unwrap();
        let writer = Arc::new(Writer::start(connection, 1).unwrap());
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let (begun, began) = oneshot::channel();
        let holding = writer.alone(move |_| {
            let _ = begun.send(());
            let _ = held.recv();
            Ok(())
        });
        let waits = async {
            began.await.unwrap();
            assert!(writer.is_well());
            let next = tokio::spawn({
                let writer = writer.clone();
                async move { writer.write(Vec::new()).await }
            });
            while writer.is_well() {
                tokio::task::yield_now().await;
            }
            assert!(matches!(writer.write(Vec::new()).await, Err(Error::Busy)));
            hold.send(()).unwrap();
            assert!(matches!(next.await.unwrap(), Ok(Outcome::Committed)));
            assert!(writer.is_well());
        };
        let (held, ()) = tokio::join!(holding, waits);
        held.unwrap();
        writer.close();
    }
}
