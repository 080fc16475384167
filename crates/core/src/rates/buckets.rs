//! All buckets of a node. What has been idle for a second is full, and a full bucket says the same as
//! none: dropping it loses nothing.

use std::collections::HashMap;

use parking_lot::Mutex;

use super::bucket::Bucket;
use super::{Counted, Scope};

/// Buckets kept at most; about 10 MB.
const BUCKETS_MAX: usize = 65_536;
/// Below this many nobody looks for idle ones.
const LOOK_FROM: usize = 1_024;

type Key = (Scope, Counted);

#[derive(Default)]
pub struct Buckets(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    buckets: HashMap<Key, Bucket>,
    /// How many there may be before idle ones are looked for again.
    look_at: usize,
}

impl Buckets {
    /// Takes one request from each of these buckets, given with their rates; from none when one of
    /// them is empty, and says false.
    pub fn take(&self, scope: &Scope, charges: &[(Counted, i64)], now_ms: i64) -> bool {
        let mut inner = self.0.lock();
        let mut buckets = Vec::with_capacity(charges.len());
        for (counted, rate) in charges {
            let key = (scope.clone(), *counted);
            let bucket = match inner.buckets.get(&key) {
                Some(bucket) => bucket.refilled(*rate, now_ms),
                None => Bucket::full(*rate, now_ms),
            };
            buckets.push((key, bucket));
        }
        let all = buckets.iter().all(|(_, bucket)| bucket.taken().is_some());
        for (key, bucket) in buckets {
            inner.buckets.insert(key, bucket.taken().filter(|_| all).unwrap_or(bucket));
        }
        inner.tidy(now_ms);
        all
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.0.lock().buckets.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Inner {
    /// Drops idle buckets when there are twice as many as the last time left; if all are busy and too
    /// many, the half used longest ago.
    fn tidy(&mut self, now_ms: i64) {
        if self.buckets.len() <= self.look_at.max(LOOK_FROM) {
            return;
        }
        self.buckets.retain(|_, bucket| !bucket.is_idle(now_ms));
        if self.buckets.len() > BUCKETS_MAX {
            let mut used: Vec<i64> = self.buckets.values().map(|one| one.last_used()).collect();
            let middle = used.len() / 2;
            let (_, median, _) = used.select_nth_unstable(middle);
            let median = *median;
            self.buckets.retain(|_, bucket| bucket.last_used() > median);
        }
        self.look_at = (self.buckets.len() * 2).min(BUCKETS_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::Category;

    const READ: Counted = Counted::Category(Category::UserPoolClientRead);
    const DESCRIBE: Counted = Counted::Operation("DescribeUserPoolClient");

    #[test]
    fn all_charges_are_taken_or_none() {
        let buckets = Buckets::default();
        let pool = Scope::Pool(1);
        let take = |now| buckets.take(&pool, &[(DESCRIBE, 2), (READ, 3)], now);
        assert!(take(0) && take(0));
        assert!(!take(0));
        // The category's was not touched by the refusal.
        assert!(buckets.take(&pool, &[(READ, 3)], 0));
        assert!(!buckets.take(&pool, &[(READ, 3)], 0));
        assert!(buckets.take(&Scope::Pool(2), &[(DESCRIBE, 2), (READ, 3)], 0), "another pool's");
        assert!(buckets.take(&pool, &[], 0));
        assert!(take(1_000));
    }

    #[test]
    fn idle_buckets_are_dropped() {
        let buckets = Buckets::default();
        for key in 0..5_000 {
            assert!(buckets.take(&Scope::Pool(key), &[(READ, 1)], key));
        }
        assert!(buckets.len() < 3_000, "{}", buckets.len());
        assert!(!buckets.take(&Scope::Pool(4_999), &[(READ, 1)], 4_999), "busy ones are kept");
    }

    #[test]
    fn busy_buckets_are_bounded_and_the_latest_stay() {
        let buckets = Buckets::default();
        let many = 3 * BUCKETS_MAX as i64;
        for key in 0..many {
            // All within less than a second.
            assert!(buckets.take(&Scope::Pool(key), &[(READ, 1)], key * 900 / many));
        }
        assert!(buckets.len() <= BUCKETS_MAX, "{}", buckets.len());
        assert!(!buckets.take(&Scope::Pool(many - 1), &[(READ, 1)], 900));
    }
}
