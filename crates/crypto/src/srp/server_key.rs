//! The server's ephemeral key: b and B.

use super::awslc;
use super::comb;
use super::group::{MULTIPLIER, sum};
use super::number::{BYTES, minimal_hex};
use super::verifier::Verifier;
use crate::random::Random;
use crate::secret::Secret;

/// b: 256 random bits, fresh for each challenge (PW-7).
#[derive(Clone)]
pub struct ServerKey(Secret<[u8; 32]>);

impl ServerKey {
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        Self::from_bytes(&random.array())
    }

    /// b out of a sealed challenge, big-endian.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Secret::new(*bytes))
    }

    /// b for sealing, big-endian.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// B = k*v + g^b mod N. The verifier must come from this crate or have been checked by it.
    #[must_use]
    pub fn public(&self, verifier: &Verifier) -> ServerPublic {
        let kv = awslc::product(&MULTIPLIER, &verifier.0);
        let gb = comb::power_of_g(self.expose());
        ServerPublic(*sum(&kv, &gb))
    }
}

/// B, below N.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerPublic([u8; BYTES]);

impl ServerPublic {
    /// B out of a sealed challenge: fixed-size big-endian bytes as [`Self::as_bytes`] gave them.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; BYTES]) -> Self {
        Self(*bytes)
    }

    /// Fixed-size big-endian bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; BYTES] {
        &self.0
    }

    /// SRP_B: lower-case hex without leading zeros.
    #[must_use]
    pub fn to_hex(&self) -> String {
        minimal_hex(&self.0)
    }
}
