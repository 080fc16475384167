//! The server's half of SRP within a sign-in; the arithmetic is `cognate_crypto::srp`.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use cognate_crypto::equal;
use cognate_crypto::srp::{self, ClientPublic, ServerKey, ServerPublic, Verifier};
use cognate_domain::auth::{Continuation, Machine, SrpState};
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

/// Whom an exchange is with: a user by their password, or a device by its secret.
pub struct Peer<'a> {
    /// None for decoys.
    pub user: Option<&'a User>,
    /// Of the user; for a device, its key.
    pub user_id: String,
    pub salt_hex: String,
    pub verifier: Verifier,
    pub device: Option<String>,
}

/// `PASSWORD_VERIFIER`. The same work for users that do not exist.
pub async fn challenge(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    decoy: bool,
    within: Option<Box<Continuation>>,
) -> Result<BTreeMap<String, String>> {
    let user = machine.user().filter(|_| !decoy);
    let Reckoned { credential, user_id, .. } = reckoned(scene, seen, machine.typed(), user);
    let Credential { salt, verifier, .. } = credential;
    let device = machine.device().map(str::to_owned);
    let peer = Peer { user, user_id: user_id.clone(), salt_hex: salt.to_hex(), verifier, device };
    let mut parameters = begin(scene, machine, secrets, peer, within).await?;
    parameters.insert("USERNAME".to_owned(), user_id.clone());
    parameters.insert("USER_ID_FOR_SRP".to_owned(), user_id);
    Ok(parameters)
}

/// Draws b, computes B and seals the state.
pub async fn begin(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    peer: Peer<'_>,
    within: Option<Box<Continuation>>,
) -> Result<BTreeMap<String, String>> {
    let cx = &scene.cx;
    let Peer { user, user_id, salt_hex, verifier, device } = peer;
    let secret: Zeroizing<[u8; 32]> = Zeroizing::new(cx.random().array());
    let exponent = ServerKey::from_bytes(&secret);
    let server_public = cx.workers().run(move || exponent.public(&verifier)).await?;
    let client_public =
        secrets.client_public.as_ref().ok_or_else(|| Error::internal("no SRP_A"))?;
    let now_ms = cx.now_ms();
    let state = SrpState {
        pool: scene.pool.key,
        client: scene.client().id.clone(),
        sub: user.map(|user| user.sub.0),
        typed: machine.typed().to_owned(),
        user_id_for_srp: user_id,
        client_public: client_public.as_bytes().to_vec(),
        server_secret: secret.to_vec(),
        server_public: server_public.as_bytes().to_vec(),
        nonce: id::in_time(now_ms, cx.random().array()),
        issued_ms: now_ms,
        expires_ms: now_ms + cx.config().limits.srp_seconds * 1_000,
        user_epoch: user.map_or(0, |user| user.epoch),
        credential_stamp: user.map_or(0, User::credential_stamp),
        store_epoch: cx.store_epoch(),
        event_id: machine.event_id(),
        device,
        within,
    };
    let block = sealed::secret_block(scene, &state)?;
    let parameters =
        [("SALT", salt_hex), ("SECRET_BLOCK", block), ("SRP_B", server_public.to_hex())];
    Ok(parameters.into_iter().map(|(name, text)| (name.to_owned(), text)).collect())
}

/// Does the claim signature fit? `user` is None for decoys: the same work, and always no.
pub async fn check(scene: &Scene, seen: &Seen, user: Option<&User>, proof: &Proof) -> Result<bool> {
    let Reckoned { credential, is_real, .. } = reckoned(scene, seen, &proof.state.typed, user);
    let pool_name = id::pool_name(&scene.pool.id).to_owned();
    let fits = fits(scene, proof, pool_name, credential.verifier).await?;
    Ok(fits & is_real)
}

/// Does the claim signature fit this verifier? `pool_name` is a device's group key where it is a device
/// that claims.
pub async fn fits(
    scene: &Scene,
    proof: &Proof,
    pool_name: String,
    verifier: Verifier,
) -> Result<bool> {
    let state = &proof.state;
    let damaged = || Error::internal("a secret block holds no SRP state");
    let client_public = state.client_public.as_slice().try_into().map_err(|_| damaged())?;
    let client_public = ClientPublic::from_bytes(client_public).map_err(|_| damaged())?;
    let secret: Zeroizing<[u8; 32]> =
        Zeroizing::new(state.server_secret.as_slice().try_into().map_err(|_| damaged())?);
    let server_public: [u8; 384] =
        state.server_public.as_slice().try_into().map_err(|_| damaged())?;
    let user_id = state.user_id_for_srp.clone();
    let (block, timestamp) = (proof.block.clone(), proof.timestamp.clone());
    let expected = scene
        .cx
        .workers()
        .run(move || {
            let exponent = ServerKey::from_bytes(&secret);
            let server_public = ServerPublic::from_bytes(&server_public);
            let key =
                srp::session_key(&client_public, &exponent, &server_public, &verifier).ok()?;
            Some(srp::claim_signature(&key, &pool_name, &user_id, &block, &timestamp))
        })
        .await?;
    Ok(expected.is_some_and(|expected| equal(&expected, &proof.signature)))
}
