//! SRP-6a as user pools do it: 3072-bit group, g = 2, SHA-256 (PW-1, PW-6, PW-7).
//!
//! Numbers are hashed in *padded* form: minimal big-endian bytes, with one zero byte in front when
//! the top bit is set, never filled up to the size of the group.
//!
//! ```text
//! x = H(pad(salt) | H(pool | user | ":" | password))      v = g^x
//! B = k*v + g^b        u = H(pad(A) | pad(B))              S = (A * v^u)^b
//! key = HKDF-SHA-256(salt = pad(u), secret = pad(S), "Caldera Derived Key"), 16 bytes
//! signature = HMAC-SHA-256(key, pool | user | secret block | timestamp)
//! ```
//!
//! Powers of g come from a table (`comb`), v^u and (A*v^u)^b from AWS-LC (`awslc`), which also
//! multiplies for the comb.
//! The same functions serve remembered devices: device group key, device key and device password
//! take the places of pool name, user id and password.

mod awslc;
mod client_public;
mod comb;
mod group;
mod number;
mod server_key;
mod session;
mod simulated;
mod verifier;

pub use client_public::{BadPublic, ClientPublic};
pub use number::minimal_hex;
pub use server_key::{ServerKey, ServerPublic};
pub use session::{Key16, claim_signature, session_key};
pub use simulated::simulated;
pub use verifier::{BadVerifier, Salt, Verifier, password_matches, salt, verifier};

/// Work for [`crate::limits`]: one generic exponentiation.
pub(crate) fn one_exponentiation() {
    std::hint::black_box(awslc::power(&[0x5a; 384], &[0xc3; 32]));
}

/// Work for [`crate::limits`]: one power of the generator.
pub(crate) fn one_fixed_base_power() {
    std::hint::black_box(comb::power_of_g(&[0xc3; 32]));
}
