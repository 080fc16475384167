//! Load from several connections at once, and what it cost the server.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::http::Connection;
use crate::server::Server;

/// What one connection does again and again. The time counted is what it waits for answers.
pub type Work = Box<dyn FnMut(&mut Connection) -> Result<()> + Send>;

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    Seconds(f64),
    Done(u64),
}

/// What was seen.
#[derive(Clone, Debug)]
pub struct Measured {
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// Processor time of the server for each piece of work.
    pub cpu_ms: f64,
}

impl Measured {
    /// Two steps of the same pieces of work, done one after the other. The percentiles add up, which
    /// is a little more than the percentile of the sum.
    pub fn then(&self, next: &Measured) -> Measured {
        Measured {
            per_second: 1.0 / (1.0 / self.per_second + 1.0 / next.per_second),
            p50_ms: self.p50_ms + next.p50_ms,
            p99_ms: self.p99_ms + next.p99_ms,
            cpu_ms: self.cpu_ms + next.cpu_ms,
        }
    }

    /// Of rounds of as many pieces of work each.
    pub fn average(rounds: &[Measured]) -> Measured {
        let mean = |of: fn(&Measured) -> f64| {
            rounds.iter().map(of).sum::<f64>() / rounds.len().max(1) as f64
        };
        Measured {
            per_second: 1.0 / mean(|round| 1.0 / round.per_second),
            p50_ms: mean(|round| round.p50_ms),
            p99_ms: mean(|round| round.p99_ms),
            cpu_ms: mean(|round| round.cpu_ms),
        }
    }
}

/// One thread per piece of work, each on a connection of its own.
pub fn measure(server: &Server, works: Vec<Work>, until: Until) -> Result<Measured> {
    let cpu = server.cpu_seconds()?;
    let begun = Instant::now();
    let mut waits = run(&server.address, works, until)?;
    let seconds = begun.elapsed().as_secs_f64();
    let cpu_ms = (server.cpu_seconds()? - cpu) * 1e3 / waits.len().max(1) as f64;
    waits.sort_unstable();
    Ok(Measured {
        per_second: waits.len() as f64 / seconds,
        p50_ms: percentile_ms(&waits, 0.50),
        p99_ms: percentile_ms(&waits, 0.99),
        cpu_ms,
    })
}

/// Runs the work without looking at the server; the waits of all pieces. Stops at the first error.
pub fn run(address: &str, works: Vec<Work>, until: Until) -> Result<Vec<Duration>> {
    let all = Mutex::new(Vec::new());
    let (taken, failed) = (AtomicU64::new(0), AtomicBool::new(false));
    let begun = Instant::now();
    let more = || match until {
        _ if failed.load(Ordering::Relaxed) => false,
        Until::Seconds(seconds) => begun.elapsed().as_secs_f64() < seconds,
        Until::Done(count) => taken.fetch_add(1, Ordering::Relaxed) < count,
    };
    std::thread::scope(|scope| -> Result<()> {
        let mut threads = Vec::new();
        for mut work in works {
            let (all, failed, more) = (&all, &failed, &more);
            threads.push(scope.spawn(move || -> Result<()> {
                let done = repeat(address, &mut work, more);
                failed.fetch_or(done.is_err(), Ordering::Relaxed);
                all.lock().expect("no thread panics while holding it").extend(done?);
                Ok(())
            }));
        }
        threads.into_iter().try_for_each(|thread| thread.join().expect("the work does not panic"))
    })?;
    Ok(all.into_inner().expect("no thread panics while holding it"))
}

fn repeat(address: &str, work: &mut Work, more: &dyn Fn() -> bool) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(address)?;
    let mut waits = Vec::new();
    while more() {
        work(&mut connection)?;
        waits.push(connection.take_waited());
    }
    Ok(waits)
}

/// Of sorted times.
pub fn percentile_ms(sorted: &[Duration], share: f64) -> f64 {
    let at = (sorted.len() as f64 * share) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).map_or(0.0, |it| it.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let times: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(percentile_ms(&times, 0.5), 51.0);
        assert_eq!(percentile_ms(&times, 0.99), 100.0);
        assert_eq!(percentile_ms(&times[..1], 0.99), 1.0);
        assert_eq!(percentile_ms(&[], 0.5), 0.0);
    }
}
