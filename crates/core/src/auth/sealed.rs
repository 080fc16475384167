//! What a client carries between requests, sealed under the pool's keys (OTP-7, PW-7).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use cognate_crypto::{Aad, Sealer};
use cognate_domain::auth::{Continuation, SrpState};

use crate::auth::Scene;
use crate::error::{Error, Result};

/// The first byte inside each seal. Another form is another number.
const FORM: u8 = 1;

/// `Session` texts are 20-4096 characters; ours are a few hundred.
pub fn session(scene: &Scene, state: &Continuation) -> Result<String> {
    let sealed = seal(scene, &scene.keys.challenge_session, "session", state, 0)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

/// `NotAuthorizedException` `Invalid session for the user.` for anything this pool did not seal.
pub fn open_session(scene: &Scene, text: &str) -> Result<Continuation> {
    let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
    let state: Continuation = open(scene, &scene.keys.challenge_session, "session", &sealed)?;
    if state.pool == scene.pool.key { Ok(state) } else { Err(invalid()) }
}

/// The bytes of a secret block; they travel as standard base64. A block is as long as one for
/// anybody else with the same name and id: its length does not tell who exists (CT-2).
pub fn secret_block(scene: &Scene, state: &SrpState) -> Result<String> {
    let longest = SrpState {
        sub: Some([0; 16]),
        user_epoch: i64::MIN,
        credential_stamp: i64::MIN,
        ..state.clone()
    };
    let bytes = postcard::experimental::serialized_size(&longest).map_err(Error::internal)?;
    Ok(STANDARD.encode(seal(scene, &scene.keys.secret_block, "secret_block", state, bytes)?))
}

/// The block's bytes, over which the client computed its signature, and the state inside.
pub fn open_secret_block(scene: &Scene, text: &str) -> Result<(Vec<u8>, SrpState)> {
    // Some clients drop the padding.
    let bytes = STANDARD_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| invalid())?;
    let state: SrpState = open(scene, &scene.keys.secret_block, "secret_block", &bytes)?;
    if state.pool == scene.pool.key { Ok((bytes, state)) } else { Err(invalid()) }
}

/// `body_bytes_min`: what is shorter is padded; a reader stops where the state ends.
fn seal<T: Serialize>(
    scene: &Scene,
    sealer: &Sealer,
    kind: &str,
    state: &T,
    body_bytes_min: usize,
) -> Result<Vec<u8>> {
    let body = Zeroizing::new(postcard::to_stdvec(state).map_err(Error::internal)?);
    let bytes = body.len().max(body_bytes_min) + 1;
    let mut plain = Zeroizing::new(Vec::with_capacity(bytes));
    plain.push(FORM);
    plain.extend_from_slice(&body);
    plain.resize(bytes, 0);
    Ok(sealer.seal(scene.cx.random(), &aad(scene, kind), &plain))
}

fn open<T: DeserializeOwned>(
    scene: &Scene,
    sealer: &Sealer,
    kind: &str,
    sealed: &[u8],
) -> Result<T> {
    let plain = sealer.open(&aad(scene, kind), sealed).map_err(|_| invalid())?;
    match plain.split_first() {
        Some((&FORM, body)) => postcard::from_bytes(body).map_err(|_| invalid()),
        _ => Err(invalid()),
    }
}

fn aad<'a>(scene: &'a Scene, kind: &'a str) -> Aad<'a> {
    Aad {
        table: kind,
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
