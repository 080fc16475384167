//! One token bucket. Whole numbers only: a rate of r per second adds r thousandths per millisecond.

/// What one request takes.
const REQUEST: i64 = 1_000;

/// Full when new; holds what one second gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Thousandths of requests.
    level: i64,
    /// When the level was true, milliseconds since the epoch.
    at: i64,
}

impl Bucket {
    pub fn full(rate: i64, now_ms: i64) -> Bucket {
        Bucket { level: rate.saturating_mul(REQUEST), at: now_ms }
    }

    /// As it is now. A clock that goes back adds nothing, and holds nothing up (RL-5).
    #[must_use]
    pub fn refilled(self, rate: i64, now_ms: i64) -> Bucket {
        let added = now_ms.saturating_sub(self.at).max(0).saturating_mul(rate);
        let most = rate.saturating_mul(REQUEST);
        Bucket { level: self.level.saturating_add(added).min(most), at: now_ms }
    }

    /// Without one request; None when there is none in it.
    pub fn taken(self) -> Option<Bucket> {
        (self.level >= REQUEST).then(|| Bucket { level: self.level - REQUEST, ..self })
    }

    /// Says no more than a new one by `now_ms`: a second fills any bucket.
    pub fn is_idle(self, now_ms: i64) -> bool {
        now_ms.saturating_sub(self.at) >= 1_000
    }

    pub fn last_used(self) -> i64 {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many requests in a row it lets through.
    fn drain(bucket: &mut Bucket) -> usize {
        std::iter::from_fn(|| bucket.taken().map(|left| *bucket = left)).count()
    }

    #[test]
    fn a_second_gives_the_rate_and_parts_of_it_their_part() {
        let mut bucket = Bucket::full(25, 0);
        assert_eq!(drain(&mut bucket), 25);
        for (now, given) in [(39, 0), (40, 1), (79, 0), (80, 1), (1_080, 25), (9_000, 25)] {
            bucket = bucket.refilled(25, now);
            assert_eq!(drain(&mut bucket), given, "{now}");
        }
    }

    #[test]
    fn rl_5_a_clock_that_goes_back_neither_gives_nor_blocks() {
        let mut bucket = Bucket::full(10, 100_000);
        assert_eq!(drain(&mut bucket), 10);
        bucket = bucket.refilled(10, 50_000);
        assert_eq!(drain(&mut bucket), 0);
        bucket = bucket.refilled(10, 50_100);
        assert_eq!(drain(&mut bucket), 1);
    }

    #[test]
    fn another_rate_holds_from_then_on() {
        let bucket = Bucket::full(10, 0);
        assert_eq!(drain(&mut bucket.refilled(3, 1)), 3);
        assert_eq!(drain(&mut bucket.refilled(30, 1_000)), 30);
        assert_eq!(drain(&mut bucket.refilled(0, 1_000)), 0);
        let huge = Bucket::full(i64::MAX, 0).refilled(i64::MAX, i64::MAX);
        assert!(huge.taken().is_some());
    }
}
