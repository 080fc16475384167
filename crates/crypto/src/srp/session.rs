//! The shared key and the client's proof of it.

use super::awslc;
use super::client_public::{BadPublic, ClientPublic};
use super::number::pad;
use super::server_key::{ServerKey, ServerPublic};
use super::verifier::Verifier;
use crate::digest::sha256_parts;
use crate::mac::hmac_sha256;
use crate::secret::Secret;
use zeroize::Zeroizing;

/// The 16-byte key both sides derive; only its MAC ever travels.
#[derive(Clone)]
pub struct Key16(Secret<[u8; 16]>);

impl Key16 {
    /// The key, for tests that compare it with known vectors.
    #[must_use]
    pub fn expose(&self) -> &[u8; 16] {
        self.0.expose()
    }
}

/// The server's side of the key agreement: about 0.9 ms, two generic exponentiations.
///
/// `server_public` is the B that was sent for this `server_key` and `verifier`.
///
/// # Errors
/// [`BadPublic`] when the scrambler u is zero (PW-7).
pub fn session_key(
    client: &ClientPublic,
    server_key: &ServerKey,
    server_public: &ServerPublic,
    verifier: &Verifier,
) -> Result<Key16, BadPublic> {
    let u = scrambler(client, server_public);
    check_scrambler(&u)?;
    // Whoever sees A and B knows u; only v and b are secret.
    let vu = awslc::power_public(&verifier.0, &u);
    let base = awslc::product(client.as_bytes(), &vu);
    let shared = awslc::power(&base, server_key.expose());
    Ok(derive_key(&u, &shared))
}

/// PASSWORD_CLAIM_SIGNATURE before base64. `timestamp` is the text as the client sent it; compare
/// with [`crate::equal`].
#[must_use]
pub fn claim_signature(
    key: &Key16,
    pool_name: &str,
    user_id: &str,
    secret_block: &[u8],
    timestamp: &str,
) -> [u8; 32] {
    hmac_sha256(
        key.expose(),
        &[pool_name.as_bytes(), user_id.as_bytes(), secret_block, timestamp.as_bytes()],
    )
}

/// u = H(pad(A) | pad(B)); not secret.
fn scrambler(client: &ClientPublic, server: &ServerPublic) -> [u8; 32] {
    let (a, b) = (pad(client.as_bytes()), pad(server.as_bytes()));
    sha256_parts(&[a.sign, a.minimal, b.sign, b.minimal])
}

/// With u = 0 the verifier would cancel out of S.
fn check_scrambler(u: &[u8; 32]) -> Result<(), BadPublic> {
    if u.iter().all(|b| *b == 0) { Err(BadPublic) } else { Ok(()) }
}

/// One block of HKDF-SHA-256, cut to 16 bytes.
fn derive_key(u: &[u8; 32], shared: &[u8; 384]) -> Key16 {
    let (u, s) = (pad(u), pad(shared));
    let salt = [u.sign, u.minimal].concat();
    let prk = Zeroizing::new(hmac_sha256(&salt, &[s.sign, s.minimal]));
    let block = Zeroizing::new(hmac_sha256(prk.as_slice(), &[b"Caldera Derived Key", &[1]]));
    Key16(Secret::new(block[..16].try_into().expect("a block has 32 bytes")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pw_7_a_zero_scrambler_is_refused() {
        assert_eq!(check_scrambler(&[0; 32]), Err(BadPublic));
        let mut smallest = [0; 32];
        smallest[31] = 1;
        assert_eq!(check_scrambler(&smallest), Ok(()));
    }
}
