//! Salt and verifier of users who do not exist (PW-6).

use super::verifier::{Salt, Verifier};
use crate::derive::derive;

/// A salt and a verifier that look like stored ones and belong to no password.
///
/// `seed` is the MAC of the folded name under the `fake-user` key, so that a name always gets the
/// same salt. With them the arithmetic of a sign-in is the same as for a real user.
#[must_use]
pub fn simulated(seed: &[u8; 32]) -> (Salt, Verifier) {
    let mut salt = [0; 16];
    salt.copy_from_slice(&derive(seed, &[b"simulated salt"])[..16]);
    if salt[0] == 0 {
        salt[0] = 1; // As `srp::salt`: never a leading zero byte.
    }
    let mut verifier = Verifier([0; 384]);
    for (i, block) in verifier.0.chunks_exact_mut(32).enumerate() {
        block.copy_from_slice(derive(seed, &[b"simulated verifier", &[i as u8]]).as_slice());
    }
    // Below the modulus, whose top bits are ones; and not zero.
    verifier.0[0] &= 0x7f;
    verifier.0[383] |= 1;
    (Salt(salt), verifier)
}
