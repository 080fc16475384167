//! Answers that take the same time whoever exists (CT-3): equal work comes within some microseconds,
//! because rows that are there take longer to read than rows that are not; a slot covers the rest.
//!
//! The runtime's timers would not do: it waits whole milliseconds from whenever it last had something to
//! do, so that the end of the work would show in the end of the wait. A thread of its own sleeps until
//! the instant itself. Work that outlasts its slot is answered at the end of a later one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::time::sleep_until;

/// Longer than these operations take on an idle server with a fast disk.
const SLOT: Duration = Duration::from_millis(10);

/// One thread for the process: it sleeps nearly always.
static BELL: LazyLock<std::io::Result<Sender<Wake>>> = LazyLock::new(|| {
    let (sender, receiver) = channel();
    std::thread::Builder::new().name("slots".to_owned()).spawn(move || ring(&receiver))?;
    Ok(sender)
});

/// Does the work, and answers when the slot ends, or the one after it. All that the work held is dropped
/// before.
pub async fn padded<T>(work: impl Future<Output = T>) -> T {
    let began = now();
    let answer = work.await;
    until(end(began, now())).await;
    answer
}

/// The first end of a slot that is still to come.
fn end(began: Instant, now: Instant) -> Instant {
    let past = now.duration_since(began).as_nanos() / SLOT.as_nanos();
    began + SLOT * u32::try_from(past + 1).unwrap_or(1)
}

async fn until(at: Instant) {
    let (done, waits) = oneshot::channel();
    if let Ok(bell) = &*BELL
        && bell.send(Wake { at: Reverse(at), done }).is_ok()
        && waits.await.is_ok()
    {
        return;
    }
    // No thread to be had: the runtime's timer is coarse, and better than none.
    sleep_until(at.into()).await;
}

#[expect(clippy::disallowed_methods, reason = "slots end in real time, which decides nothing")]
fn now() -> Instant {
    Instant::now()
}

/// Somebody who waits; the earliest is the greatest.
struct Wake {
    at: Reverse<Instant>,
    done: oneshot::Sender<()>,
}

fn ring(wakes: &Receiver<Wake>) {
    let mut waiting = BinaryHeap::new();
    loop {
        let next = match waiting.peek() {
            None => wakes.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(Wake { at: Reverse(at), .. }) => {
                wakes.recv_timeout(at.saturating_duration_since(now()))
            }
        };
        match next {
            Ok(wake) => waiting.push(wake),
            Err(RecvTimeoutError::Timeout) => {
                // Who waits no longer has gone away.
                let _ = waiting.pop().map(|wake: Wake| wake.done.send(()));
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

impl Ord for Wake {
    fn cmp(&self, other: &Wake) -> std::cmp::Ordering {
        self.at.cmp(&other.at)
    }
}

impl PartialOrd for Wake {
    fn partial_cmp(&self, other: &Wake) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Wake {
    fn eq(&self, other: &Wake) -> bool {
        self.at == other.at
    }
}

impl Eq for Wake {}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn ct_3_work_ends_with_a_slot() {
        let began = now();
        assert_eq!(end(began, began), began + ms(10));
        assert_eq!(end(began, began + ms(9)), began + ms(10));
        assert_eq!(end(began, began + ms(10)), began + ms(20));
        assert_eq!(end(began, began + ms(34)), began + ms(40));
    }

    #[tokio::test]
    async fn ct_3_each_wakes_at_its_own_time() {
        let began = now();
        let woken = async |after| {
            until(began + after).await;
            began.elapsed()
        };
        let (late, early, past) = tokio::join!(woken(ms(30)), woken(ms(5)), woken(ms(0)));
        assert!(past < early && early < late);
        assert!(early >= ms(5) && late >= ms(30));
    }
}
