use cognate_domain::attempt::{Attempts, Gate, Limits};
use proptest::prelude::*;

const SECOND: i64 = 1000;

fn aws() -> Limits {
    Limits::default()
}

/// Fails as soon as the lock allows; gives the lock's length after each failure, in seconds.
fn ladder(steps: usize) -> Vec<i64> {
    let (mut attempts, mut now) = (Attempts::default(), 1_000_000);
    (0..steps)
        .map(|_| {
            attempts = attempts.failed(now, &aws());
            let lock = (attempts.locked_until - now) / SECOND;
            now = attempts.locked_until.max(now);
            lock
        })
        .collect()
}

#[test]
fn rl_3_five_free_failures_then_doubling_locks() {
    assert_eq!(ladder(17), [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
}

#[test]
fn rl_3_tries_in_the_lock_do_not_count() {
    let mut attempts = Attempts::default();
    for _ in 0..5 {
        attempts = attempts.failed(0, &aws());
    }
    assert_eq!(attempts.gate(999), Gate::Locked { until: 1000 });
    assert_eq!(attempts.failed(999, &aws()), attempts);
    assert_eq!(attempts.gate(1000), Gate::Open);
    assert_eq!(attempts.failed(1000, &aws()).failures, 6);
}

#[test]
fn rl_3_fifteen_quiet_minutes_start_again() {
    let mut attempts = Attempts::default();
    for _ in 0..4 {
        attempts = attempts.failed(0, &aws());
    }
    assert_eq!(attempts.failed(900 * SECOND - 1, &aws()).failures, 5);
    let again = attempts.failed(900 * SECOND, &aws());
    assert_eq!((again.failures, again.long_failures), (1, 5));
}

#[test]
fn rl_3_the_longest_lock_is_not_its_own_quiet_time() {
    let (mut attempts, mut now) = (Attempts::default(), 0);
    for _ in 0..20 {
        attempts = attempts.failed(now, &aws());
        now = attempts.locked_until.max(now);
    }
    assert_eq!(attempts.failures, 20);
}

#[test]
fn otp_4_past_the_long_counter_every_failure_locks_longest() {
    let (mut attempts, mut now) = (Attempts::default(), 0);
    for n in 1..=101 {
        // Always quiet: the short counter alone would never lock.
        attempts = attempts.failed(now, &aws());
        let locked = attempts.locked_until - now;
        assert_eq!(locked, if n <= 100 { 0 } else { 900 * SECOND }, "failure {n}");
        now += 3600 * SECOND;
    }
    // RL-4: not for ever.
    assert_eq!(attempts.gate(now), Gate::Open);
}

#[test]
fn success_clears_everything_but_the_version() {
    let attempts =
        Attempts { failures: 9, locked_until: 5, long_failures: 50, last_failure: 4, version: 12 };
    assert!(!attempts.is_clear());
    assert_eq!(attempts.cleared(), Attempts { version: 12, ..Attempts::default() });
    assert!(attempts.cleared().is_clear());
}

#[test]
fn rl_5_a_clock_that_goes_back_never_shortens_a_lock() {
    let attempts = Attempts {
        failures: 8,
        locked_until: 50_000,
        long_failures: 8,
        last_failure: 42_000,
        version: 1,
    };
    assert_eq!(attempts.gate(10), Gate::Locked { until: 50_000 });
    assert_eq!(attempts.failed(10, &aws()), attempts);
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Wrong,
    Right,
    Wait(i64),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        5 => Just(Event::Wrong),
        1 => Just(Event::Right),
        4 => (0..2_000_i64).prop_map(|s| Event::Wait(s * 500)),
        1 => Just(Event::Wait(0)),
    ];
    prop::collection::vec(event, 0..80)
}

/// The rule in other words: the times of all counted failures since the last reset.
#[derive(Default)]
struct Model {
    recent: Vec<i64>,
    since_success: usize,
    locked_until: i64,
}

impl Model {
    fn wrong(&mut self, now: i64) {
        if now < self.locked_until {
            return;
        }
        let last = self.recent.last().copied().unwrap_or(i64::MIN / 2);
        if now - last.max(self.locked_until) >= 900_000 {
            self.recent.clear();
        }
        self.recent.push(now);
        self.since_success += 1;
        let mut lock = if self.recent.len() < 5 { 0 } else { 1000 };
        for _ in 5..self.recent.len() {
            lock = (lock * 2).min(900_000);
        }
        if self.since_success > 100 {
            lock = 900_000;
        }
        self.locked_until = self.locked_until.max(now + lock);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn rl_3_agrees_with_the_model(events in events()) {
        let (mut now, mut attempts, mut model) = (10_000_000_i64, Attempts::default(), Model::default());
        for event in events {
            match event {
                Event::Wait(ms) => now += ms,
                Event::Wrong => {
                    attempts = attempts.failed(now, &aws());
                    model.wrong(now);
                }
                Event::Right if attempts.gate(now) == Gate::Open => {
                    attempts = attempts.cleared();
                    model = Model::default();
                }
                Event::Right => {}
            }
            prop_assert_eq!(attempts.gate(now) == Gate::Open, now >= model.locked_until);
            prop_assert_eq!(attempts.failures as usize, model.recent.len());
            prop_assert_eq!(attempts.long_failures as usize, model.since_success);
        }
    }

    /// RL-2: of guesses decided against the same row only one is counted, the others read again. So
    /// however they interleave, no more than the limit are looked at before the first lock.
    #[test]
    fn rl_2_parallel_guesses_learn_no_more_than_the_limit(order in prop::collection::vec(0..4_usize, 1..200)) {
        let (mut row, mut looked_at) = (Attempts::default(), 0);
        let mut read = [row; 4];
        for guesser in order {
            let seen = read[guesser];
            if seen.gate(0) == Gate::Open && seen.version == row.version {
                row = Attempts { version: row.version + 1, ..seen.failed(0, &aws()) };
                looked_at += 1;
            }
            read[guesser] = row;
        }
        prop_assert!(looked_at <= 5);
    }
}
