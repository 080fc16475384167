//! The state behind `SECRET_BLOCK`, of passwords and of devices.

use serde::{Deserialize, Serialize};

use crate::auth::continuation::Continuation;
use crate::refusal::{self, Refusal};

/// One SRP exchange (PW-7). The block alone identifies the sign-in: older clients answer
/// `PASSWORD_VERIFIER` and `DEVICE_PASSWORD_VERIFIER` without a `Session`.
#[derive(Clone, Serialize, Deserialize)]
pub struct SrpState {
    pub pool: i64,
    pub client: String,
    /// None: the name had no user, and the exchange is a decoy.
    pub sub: Option<[u8; 16]>,
    pub typed: String,
    /// Of the user; for a device, its key.
    pub user_id_for_srp: String,
    /// The client's public value, minimal big-endian.
    pub client_public: Vec<u8>,
    /// The server's secret exponent. The block is sealed, so it may travel.
    pub server_secret: Vec<u8>,
    /// The server's public value, from which the scrambler u follows.
    pub server_public: Vec<u8>,
    pub nonce: [u8; 16],
    pub issued_ms: i64,
    pub expires_ms: i64,
    pub user_epoch: i64,
    pub credential_stamp: i64,
    pub store_epoch: i64,
    pub event_id: [u8; 16],
    /// The key that the sign-in named with `DEVICE_KEY`; of a device leg, the device that proves itself.
    pub device: Option<String>,
    /// The sign-in that the exchange is a step of, where it is not the first one: CUSTOM_AUTH with SRP,
    /// PASSWORD_SRP in USER_AUTH, devices. Its `challenge` is the verifier's. None in plain SRP.
    pub within: Option<Box<Continuation>>,
}

impl SrpState {
    /// Refuses a state of another client, or one that has expired or been voided by a restore.
    pub fn check(&self, client: &str, store_epoch: i64, now_ms: i64) -> Result<(), Refusal> {
        if self.client != client || self.store_epoch != store_epoch {
            return Err(refusal::not_authorized("Invalid session for the user."));
        }
        if now_ms >= self.expires_ms {
            return Err(refusal::not_authorized(
                "Invalid session for the user, session is expired.",
            ));
        }
        Ok(())
    }
}

/// The block holds the server's secret exponent: never print it (KEY-8).
impl std::fmt::Debug for SrpState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SrpState").field("pool", &self.pool).finish_non_exhaustive()
    }
}
