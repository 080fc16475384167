//! Lock-out after wrong passwords (RL-3, OTP-4): one counter per account, or per unknown name.
//!
//! After `failures_free` wrong answers each further one locks for twice as long, from one second to
//! `lock_seconds_max`. Tries inside a lock are refused unseen and do not count. The short counter
//! starts again after `quiet_seconds` without failure or lock; both counters end with a completed
//! sign-in. Past `long_failures_max` failures without success every failure locks for the longest
//! time: slow for ever, but never a permanent lock that a stranger could cause (RL-4).

/// The counter as stored. `Default` is "never failed" (no row: version 0).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// Failures since the last reset.
    pub failures: i64,
    pub locked_until: i64,
    /// Failures since the last success.
    pub long_failures: i64,
    pub last_failure: i64,
    /// Of the row as read; writes are conditional on it. The store raises it, not this module.
    pub version: i64,
}

/// The numbers of the rule. `Default` is AWS's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub failures_free: i64,
    pub lock_seconds_max: i64,
    pub quiet_seconds: i64,
    pub long_failures_max: i64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            failures_free: 5,
            lock_seconds_max: 15 * 60,
            quiet_seconds: 15 * 60,
            long_failures_max: 100,
        }
    }
}

/// Whether an answer may be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    Open,
    /// "Password attempts exceeded", even for the right answer.
    Locked {
        until: i64,
    },
}

impl Attempts {
    pub fn gate(&self, now: i64) -> Gate {
        if now < self.locked_until { Gate::Locked { until: self.locked_until } } else { Gate::Open }
    }

    /// The counter after a wrong answer. Inside a lock nothing changes.
    pub fn failed(&self, now: i64, limits: &Limits) -> Attempts {
        if self.gate(now) != Gate::Open {
            return *self;
        }
        let failures = if self.is_quiet(now, limits) { 1 } else { self.failures + 1 };
        let long_failures = self.long_failures.saturating_add(1);
        let lock_seconds = if long_failures > limits.long_failures_max {
            limits.lock_seconds_max
        } else {
            lock_seconds(failures, limits)
        };
        // Never earlier than what was promised before, whatever the clock does (RL-5).
        let locked_until = self.locked_until.max(now + lock_seconds * 1000);
        Attempts { failures, locked_until, long_failures, last_failure: now, version: self.version }
    }

    /// The counter after a wrong code that has a limit of its own: it counts towards the long limit only.
    pub fn failed_code(&self, now: i64, limits: &Limits) -> Attempts {
        let long_failures = self.long_failures.saturating_add(1);
        let locked_until = match long_failures > limits.long_failures_max {
            true => self.locked_until.max(now + limits.lock_seconds_max * 1_000),
            false => self.locked_until,
        };
        // Quiet time ends a running short counter, which wrong codes do not prolong.
        let last_failure = if self.failures == 0 { now } else { self.last_failure };
        Attempts { long_failures, locked_until, last_failure, ..*self }
    }

    /// Whether a completed sign-in has something to clear.
    pub fn is_clear(&self) -> bool {
        self.failures == 0 && self.long_failures == 0 && self.locked_until == 0
    }

    /// The counter after a completed sign-in (tokens issued).
    pub fn cleared(&self) -> Attempts {
        Attempts { version: self.version, ..Attempts::default() }
    }

    /// Quiet time runs from the later of the last failure and the end of its lock: otherwise the
    /// longest lock would itself be the quiet time that resets the counter.
    fn is_quiet(&self, now: i64, limits: &Limits) -> bool {
        now >= self.last_failure.max(self.locked_until) + limits.quiet_seconds * 1000
    }
}

/// 0 below the limit, 1 s at the limit, doubling up to the maximum.
fn lock_seconds(failures: i64, limits: &Limits) -> i64 {
    match failures - limits.failures_free {
        n if n < 0 => 0,
        n if n < 32 => (1_i64 << n).min(limits.lock_seconds_max),
        _ => limits.lock_seconds_max,
    }
}
