//! The secret of a software token.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// 32 random bytes, wiped when dropped and never printed (KEY-8). Compare codes, not seeds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seed(pub [u8; 32]);

impl Drop for Seed {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed")
    }
}
