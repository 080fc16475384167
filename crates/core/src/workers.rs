//! Admission for expensive arithmetic (RL-9): a bounded pool of threads with a short queue.
//!
//! Exponentiations run here, off the async runtime, so that health, JWKS and token verification
//! never wait behind sign-ins. A full queue answers at once.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parking_lot::{Condvar, Mutex};
use tokio::sync::oneshot;

use crate::error::{Error, Result};

type Job = Box<dyn FnOnce() + Send>;

/// A handle to the threads; they end when the last handle is dropped.
#[derive(Clone)]
pub struct Workers(Arc<Owner>);

/// Ends the threads when the last handle goes; the threads hold only the queue.
struct Owner {
    queue: Arc<Queue>,
    length_max: usize,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.queue.state.lock().closed = true;
        self.queue.available.notify_all();
    }
}

/// One condition for all threads: a job wakes one of them, and a busy one wakes nobody.
#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    available: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Workers {
    /// `threads` of them share a queue of `queue_length` waiting jobs.
    pub fn start(threads: usize, queue_length: usize) -> std::io::Result<Workers> {
        let queue = Arc::new(Queue::default());
        for number in 0..threads.max(1) {
            let queue = queue.clone();
            std::thread::Builder::new()
                .name(format!("arithmetic-{number}"))
                .spawn(move || queue.work())?;
        }
        Ok(Workers(Arc::new(Owner { queue, length_max: queue_length })))
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
        if !self.0.queue.push(job, self.0.length_max) {
            metrics::counter!("cognate_admission_refused_total").increment(1);
            return Err(Error::too_many_requests());
        }
        answered.await.map_err(Error::internal)
    }
}

impl Queue {
    /// False when the queue is full.
    fn push(&self, job: Job, length_max: usize) -> bool {
        let mut state = self.state.lock();
        if state.jobs.len() >= length_max.max(1) {
            return false;
        }
        state.jobs.push_back(job);
        drop(state);
        self.available.notify_one();
        true
    }

    fn work(&self) {
        while let Some(job) = self.next() {
            // A panic in one job must not take the thread away from the others.
            let _ = catch_unwind(AssertUnwindSafe(job));
        }
    }

    /// Waits for a job. None when the last handle is gone.
    fn next(&self) -> Option<Job> {
        let mut state = self.state.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            self.available.wait(&mut state);
        }
    }
}
