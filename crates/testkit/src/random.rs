//! Randomness that repeats itself from run to run.

use std::sync::atomic::{AtomicU64, Ordering};

use cognate_crypto::{Random, sha256};

/// SHA-256 in counter mode over a seed. Concurrent requests draw in whatever order they come.
pub struct Seeded {
    seed: u64,
    drawn: AtomicU64,
}

impl Seeded {
    pub fn new(seed: u64) -> Seeded {
        Seeded { seed, drawn: AtomicU64::new(0) }
    }
}

impl Random for Seeded {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let number = self.drawn.fetch_add(1, Ordering::Relaxed);
            let mut block = [0; 16];
            block[..8].copy_from_slice(&self.seed.to_be_bytes());
            block[8..].copy_from_slice(&number.to_be_bytes());
            chunk.copy_from_slice(&sha256(&block)[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_and_never_twice() {
        let (one, two, other) = (Seeded::new(7), Seeded::new(7), Seeded::new(8));
        let draw = |random: &dyn Random| random.array::<40>();
        let first = draw(&one);
        assert_eq!(first, draw(&two));
        assert_ne!(first, draw(&one));
        assert_ne!(first, draw(&other));
    }
}
