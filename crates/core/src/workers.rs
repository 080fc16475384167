//! Admission for expensive arithmetic (RL-9): a bounded pool of threads with a short queue.
//!
//! Exponentiations run here, off the async runtime, so that health, JWKS and token verification
//! never wait behind sign-ins. A full queue answers at once.

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};

use tokio::sync::oneshot;

use crate::error::{Error, Result};

type Job = Box<dyn FnOnce() + Send>;

/// A handle to the threads; they end when the last handle is dropped.
#[derive(Clone)]
pub struct Workers {
    queue: SyncSender<Job>,
}

impl Workers {
    /// `threads` of them share a queue of `queue_length` waiting jobs.
    pub fn start(threads: usize, queue_length: usize) -> std::io::Result<Workers> {
        let (queue, jobs) = sync_channel::<Job>(queue_length);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..threads.max(1) {
            let jobs = jobs.clone();
            std::thread::Builder::new().name(format!("arithmetic-{number}")).spawn(move || {
                loop {
                    let job = match jobs.lock() {
                        Ok(jobs) => jobs.recv(),
                        Err(_) => return,
                    };
                    match job {
                        // A panic in one job must not take the thread away from the others.
                        Ok(job) => {
                            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
                        }
                        Err(_) => return,
                    }
                }
            })?;
        }
        Ok(Workers { queue })
    }

    /// Runs `work` on the pool. `TooManyRequestsException` when the queue is full.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move || {
            // The caller may have gone away; the work is simply dropped then.
            let _ = answer.send(work());
        });
        match self.queue.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                metrics::counter!("cognate_admission_refused_total").increment(1);
                return Err(Error::too_many_requests());
            }
            Err(TrySendError::Disconnected(_)) => return Err(Error::internal("workers are gone")),
        }
        answered.await.map_err(Error::internal)
    }
}
