//! Time as a parameter (RL-5): decisions use a clock that never runs behind what was persisted.

use std::sync::atomic::{AtomicI64, Ordering};

/// Milliseconds since the epoch. The server passes the wall clock, tests a hand-turned one.
pub trait Clock: Send + Sync {
    fn now_ms(&self) -> i64;
}

/// How far the wall clock may fall behind the store's newest heartbeat before that wins, in ms.
pub const TOLERANCE_MS: i64 = 2_000;

/// `max(wall clock, last persisted time − tolerance)`: a clock that jumps back shortens no lock
/// and revives nothing.
pub struct Corrected {
    wall: Box<dyn Clock>,
    floor: AtomicI64,
}

impl Corrected {
    pub fn new(wall: Box<dyn Clock>) -> Corrected {
        Corrected { wall, floor: AtomicI64::new(i64::MIN) }
    }

    /// Takes note of a time that some node persisted.
    pub fn persisted(&self, at_ms: i64) {
        self.floor.fetch_max(at_ms.saturating_sub(TOLERANCE_MS), Ordering::Relaxed);
    }

    /// The uncorrected wall clock, for comparing nodes.
    pub fn wall_ms(&self) -> i64 {
        self.wall.now_ms()
    }

    pub fn now_ms(&self) -> i64 {
        self.wall.now_ms().max(self.floor.load(Ordering::Relaxed))
    }

    pub fn now_s(&self) -> i64 {
        self.now_ms().div_euclid(1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(i64);
    impl Clock for Fixed {
        fn now_ms(&self) -> i64 {
            self.0
        }
    }

    #[test]
    fn rl_5_a_clock_that_jumps_back_is_held_at_the_persisted_time() {
        let clock = Corrected::new(Box::new(Fixed(1_000)));
        clock.persisted(900_000);
        assert_eq!(clock.now_ms(), 898_000);
        clock.persisted(10);
        assert_eq!(clock.now_ms(), 898_000);
    }
}
