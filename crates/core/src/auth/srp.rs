//! The server's half of SRP within a sign-in; the arithmetic is `cognate_crypto::srp`.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use cognate_crypto::equal;
use cognate_crypto::srp::{self, ClientPublic, ServerKey, ServerPublic};
use cognate_domain::auth::{Machine, SrpState};
use cognate_domain::{User, id};

use crate::auth::questions::Seen;
use crate::auth::reckoned::{Reckoned, reckoned};
use crate::auth::{Scene, Secrets, sealed};
use crate::credentials::Credential;
use crate::error::{Error, Result};

/// An answer to `PASSWORD_VERIFIER`.
pub struct Proof {
    pub state: SrpState,
    /// The block as the client got it: it is part of what is signed.
    pub block: Vec<u8>,
    pub signature: Vec<u8>,
    /// As received; it is part of what is signed.
    pub timestamp: String,
}

/// Draws b, computes B and seals the state. The same work for users that do not exist.
pub async fn challenge(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    decoy: bool,
) -> Result<BTreeMap<String, String>> {
    let cx = &scene.cx;
    let typed = seen.typed.clone().unwrap_or_default();
    let user = machine.user().filter(|_| !decoy);
    let Reckoned { credential, user_id, .. } = reckoned(scene, seen, &typed, user);
    let secret: Zeroizing<[u8; 32]> = Zeroizing::new(cx.random().array());
    let exponent = ServerKey::from_bytes(&secret);
    let Credential { salt, verifier, .. } = credential;
    let salt_hex = salt.to_hex();
    let server_public = cx.workers().run(move || exponent.public(&verifier)).await?;
    let client_public =
        secrets.client_public.as_ref().ok_or_else(|| Error::internal("no SRP_A"))?;
    let now_ms = cx.now_ms();
    let state = SrpState {
        pool: scene.pool.key,
        client: scene.client().id.clone(),
        sub: user.map(|user| user.sub.0),
        typed,
        user_id_for_srp: user_id.clone(),
        client_public: client_public.as_bytes().to_vec(),
        server_secret: secret.to_vec(),
        server_public: server_public.as_bytes().to_vec(),
        nonce: cx.random().array(),
        issued_ms: now_ms,
        expires_ms: now_ms + cx.config().limits.srp_seconds * 1_000,
        user_epoch: user.map_or(0, |user| user.epoch),
        credential_stamp: user.map_or(0, User::credential_stamp),
        store_epoch: cx.store_epoch(),
        event_id: id::version_4(cx.random().array()),
    };
    let block = sealed::secret_block(scene, &state)?;
    let parameters = [
        ("SALT", salt_hex),
        ("SECRET_BLOCK", block),
        ("SRP_B", server_public.to_hex()),
        ("USERNAME", user_id.clone()),
        ("USER_ID_FOR_SRP", user_id),
    ];
    Ok(parameters.into_iter().map(|(name, text)| (name.to_owned(), text)).collect())
}

/// Does the claim signature fit? `user` is None for decoys: the same work, and always no.
pub async fn check(scene: &Scene, seen: &Seen, user: Option<&User>, proof: &Proof) -> Result<bool> {
    let state = &proof.state;
    let Reckoned { credential, is_real, .. } = reckoned(scene, seen, &state.typed, user);
    let damaged = || Error::internal("a secret block holds no SRP state");
    let client_public = state.client_public.as_slice().try_into().map_err(|_| damaged())?;
    let client_public = ClientPublic::from_bytes(client_public).map_err(|_| damaged())?;
    let secret: Zeroizing<[u8; 32]> =
        Zeroizing::new(state.server_secret.as_slice().try_into().map_err(|_| damaged())?);
    let server_public: [u8; 384] =
        state.server_public.as_slice().try_into().map_err(|_| damaged())?;
    let pool_id = scene.pool.id.clone();
    let user_id = state.user_id_for_srp.clone();
    let (block, timestamp) = (proof.block.clone(), proof.timestamp.clone());
    let expected = scene
        .cx
        .workers()
        .run(move || {
            let exponent = ServerKey::from_bytes(&secret);
            let server_public = ServerPublic::from_bytes(&server_public);
            let verifier = &credential.verifier;
            let key = srp::session_key(&client_public, &exponent, &server_public, verifier).ok()?;
            let pool_name = id::pool_name(&pool_id);
            Some(srp::claim_signature(&key, pool_name, &user_id, &block, &timestamp))
        })
        .await?;
    let fits = expected.is_some_and(|expected| equal(&expected, &proof.signature));
    Ok(fits & is_real)
}
