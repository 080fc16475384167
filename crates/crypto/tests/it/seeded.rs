//! Randomness that can be replayed: SHA-256 of a seed and a counter.

use cognate_crypto::{Random, sha256};
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Seeded {
    seed: u64,
    counter: AtomicU64,
}

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self { seed, counter: AtomicU64::new(0) }
    }
}

impl Random for Seeded {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let counter = self.counter.fetch_add(1, Ordering::Relaxed);
            let block = sha256(&[self.seed.to_be_bytes(), counter.to_be_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// Gives the blocks it was made with, one per call; panics when none is left.
pub struct Scripted(std::sync::Mutex<Vec<Vec<u8>>>);

impl Scripted {
    pub fn new(blocks: &[&[u8]]) -> Self {
        Self(std::sync::Mutex::new(blocks.iter().rev().map(|b| b.to_vec()).collect()))
    }
}

impl Random for Scripted {
    fn fill(&self, out: &mut [u8]) {
        let block = self.0.lock().expect("not poisoned").pop().expect("a block is left");
        out.copy_from_slice(&block);
    }
}
