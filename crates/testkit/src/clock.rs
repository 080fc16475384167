//! A clock that stands still until somebody turns it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Where every clock starts: 2027-01-15 08:00:00 UTC, in milliseconds.
pub const START_MS: i64 = 1_800_000_000_000;

/// Cloning shares the hands.
#[derive(Clone)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn new() -> Clock {
        Clock(Arc::new(AtomicI64::new(START_MS)))
    }

    pub fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    pub fn now_s(&self) -> i64 {
        self.now_ms().div_euclid(1_000)
    }

    /// Lets `seconds` pass; negative ones turn the clock back.
    pub fn turn(&self, seconds: i64) {
        self.turn_ms(seconds * 1_000);
    }

    pub fn turn_ms(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl cognate_core::clock::Clock for Clock {
    fn now_ms(&self) -> i64 {
        Clock::now_ms(self)
    }
}
