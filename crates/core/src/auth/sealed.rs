//! What a client carries between requests, sealed under the pool's keys (OTP-7, PW-7).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use cognate_crypto::{Aad, Sealer};
use cognate_domain::auth::{Continuation, SrpState};

use crate::auth::Scene;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// The first byte inside each seal. Another form is another number.
const FORM: u8 = 2;

/// The pool's key leads a session, for those operations that are given nothing else; the client and all
/// that it is good for are inside.
const HINT: usize = 8;

/// The longest `Session` that a client can send back.
pub const SESSION_CHARS_MAX: usize = 4_096;

/// `Session` texts are 20-4096 characters; most of ours are a few hundred. One is as long as for anybody
/// else with the same name (CT-2).
pub fn session(scene: &Scene, state: &Continuation) -> Result<String> {
    let (cx, keys) = (&scene.cx, &scene.keys);
    seal_session(cx, keys, state)
}

/// [`session`] without a scene.
pub fn seal_session(cx: &Cx, keys: &PoolKeys, state: &Continuation) -> Result<String> {
    let longest = state.longest();
    let bytes = postcard::experimental::serialized_size(&longest).map_err(Error::internal)?;
    let aad = session_aad(cx, keys.pool);
    let mut text = keys.pool.to_be_bytes().to_vec();
    text.extend(seal(cx, &keys.challenge_session, &aad, state, bytes)?);
    Ok(URL_SAFE_NO_PAD.encode(text))
}

/// `NotAuthorizedException` `Invalid session for the user.` for anything this pool did not seal.
pub fn open_session(scene: &Scene, text: &str) -> Result<Continuation> {
    unseal_session(&scene.cx, &scene.keys, text)
}

/// The key of the pool that a session says it is of.
pub fn session_pool(text: &str) -> Result<i64> {
    let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
    let (hint, _) = sealed.split_first_chunk::<HINT>().ok_or_else(invalid)?;
    Ok(i64::from_be_bytes(*hint))
}

/// [`open_session`] without a scene.
pub fn unseal_session(cx: &Cx, keys: &PoolKeys, text: &str) -> Result<Continuation> {
    let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
    let (hint, sealed) = sealed.split_first_chunk::<HINT>().ok_or_else(invalid)?;
    if *hint != keys.pool.to_be_bytes() {
        return Err(invalid());
    }
    let aad = session_aad(cx, keys.pool);
    let state: Continuation = open(&keys.challenge_session, &aad, sealed)?;
    if state.pool == keys.pool { Ok(state) } else { Err(invalid()) }
}

/// The bytes of a secret block; they travel as standard base64. A block is as long as one for
/// anybody else with the same name and id: its length does not tell who exists (CT-2).
pub fn secret_block(scene: &Scene, state: &SrpState) -> Result<String> {
    let longest = SrpState {
        sub: Some([0; 16]),
        user_epoch: i64::MIN,
        credential_stamp: i64::MIN,
        within: state.within.as_ref().map(|within| Box::new(within.longest())),
        ..state.clone()
    };
    let bytes = postcard::experimental::serialized_size(&longest).map_err(Error::internal)?;
    let sealer = &scene.keys.secret_block;
    Ok(STANDARD.encode(seal(&scene.cx, sealer, &block_aad(scene), state, bytes)?))
}

/// The block's bytes, over which the client computed its signature, and the state inside.
pub fn open_secret_block(scene: &Scene, text: &str) -> Result<(Vec<u8>, SrpState)> {
    // Some clients drop the padding.
    let bytes = STANDARD_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| invalid())?;
    let state: SrpState = open(&scene.keys.secret_block, &block_aad(scene), &bytes)?;
    if state.pool == scene.pool.key { Ok((bytes, state)) } else { Err(invalid()) }
}

/// `body_bytes_min`: what is shorter is padded; a reader stops where the state ends.
fn seal<T: Serialize>(
    cx: &Cx,
    sealer: &Sealer,
    aad: &Aad<'_>,
    state: &T,
    body_bytes_min: usize,
) -> Result<Vec<u8>> {
    let body = Zeroizing::new(postcard::to_stdvec(state).map_err(Error::internal)?);
    let bytes = body.len().max(body_bytes_min) + 1;
    let mut plain = Zeroizing::new(Vec::with_capacity(bytes));
    plain.push(FORM);
    plain.extend_from_slice(&body);
    plain.resize(bytes, 0);
    Ok(sealer.seal(cx.random(), aad, &plain))
}

fn open<T: DeserializeOwned>(sealer: &Sealer, aad: &Aad<'_>, sealed: &[u8]) -> Result<T> {
    let plain = sealer.open(aad, sealed).map_err(|_| invalid())?;
    match plain.split_first() {
        Some((&FORM, body)) => postcard::from_bytes(body).map_err(|_| invalid()),
        _ => Err(invalid()),
    }
}

fn session_aad(cx: &Cx, pool: i64) -> Aad<'_> {
    let account = &cx.config().account;
    Aad { table: "session", column: "", account, pool, row: &[], version: 2 }
}

fn block_aad(scene: &Scene) -> Aad<'_> {
    Aad {
        table: "secret_block",
        column: "",
        account: &scene.cx.config().account,
        pool: scene.pool.key,
        row: scene.client().id.as_bytes(),
        version: 1,
    }
}

fn invalid() -> Error {
    Error::not_authorized("Invalid session for the user.")
}
