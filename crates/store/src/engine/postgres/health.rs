//! Are changes written? Without that, checks are not believed (RL-2, ST-6): see
//! [`Batch::is_checks`](crate::batch::Batch::is_checks).

use std::sync::atomic::{AtomicU64, Ordering};

use cognate_crypto::{Random, SystemRandom};

use crate::batch::{Demand, Statement, Table};

/// Far more than a counter takes. Random, so that it is not compressed: the table has to grow for it. What
/// earlier probes took is given back by vacuuming, the end of a file nobody uses to the file system.
const PROBE_BYTES: usize = 64 * 1024;
const NAME: &[u8] = b"write_probe/";

/// What one process has seen.
#[derive(Default)]
pub(super) struct Health {
    /// Changes that failed, for whatever reason.
    failures: AtomicU64,
    /// So many of them came before a probe that was written.
    settled: AtomicU64,
}

/// The failures that a probe settles when it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Doubt(u64);

impl Health {
    pub fn failed(&self) {
        self.failures.fetch_add(1, Ordering::AcqRel);
    }

    /// `None`: no change has failed that no probe came after.
    pub fn doubt(&self) -> Option<Doubt> {
        let failures = self.failures.load(Ordering::Acquire);
        (failures > self.settled.load(Ordering::Acquire)).then_some(Doubt(failures))
    }

    /// A probe was written that was begun in this doubt.
    pub fn settle(&self, doubt: Doubt) {
        self.settled.fetch_max(doubt.0, Ordering::AcqRel);
    }
}

/// Writes and removes a row of its own, so that nobody waits for anybody. They go before the checks:
/// whether these are met is not told when it fails.
pub(super) fn probe() -> [Statement; 2] {
    let mut name = [NAME, &[0; 16]].concat();
    SystemRandom.fill(&mut name[NAME.len()..]);
    let mut value = vec![0; PROBE_BYTES];
    SystemRandom.fill(&mut value);
    let insert = "INSERT INTO meta (name, value) VALUES ($1, $2)";
    let delete = "DELETE FROM meta WHERE name = $1";
    [(insert, vec![name.clone().into(), value.into()]), (delete, vec![name.clone().into()])].map(
        |(sql, params)| Statement {
            name: "write_probe",
            table: Table::Meta,
            key: name.clone(),
            sql,
            params,
            demand: Demand::Touches(1),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn st_6_a_probe_settles_only_what_failed_before_it() {
        let health = Health::default();
        assert_eq!(health.doubt(), None);
        health.failed();
        let first = health.doubt().unwrap();
        health.failed();
        health.settle(first);
        let second = health.doubt().unwrap();
        health.settle(second);
        health.settle(first);
        assert_eq!(health.doubt(), None);
    }
}
