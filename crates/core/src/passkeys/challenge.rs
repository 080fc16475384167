//! The challenge of a registration. These operations carry no `Session`, so the challenge is its own:
//! a sealed text that says for whom, for which client and until when. It is used up with the
//! registration (`used_once`); starting one writes nothing.

use serde::{Deserialize, Serialize};

use cognate_crypto::{Aad, Purpose};
use cognate_domain::Sub;
use cognate_domain::passkey::refused;

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// People look for their security key.
const LIFETIME_MS: i64 = 5 * 60_000;

/// The first byte inside each seal. Another form is another number.
const FORM: u8 = 1;

#[derive(Serialize, Deserialize)]
pub struct Challenge {
    pub nonce: [u8; 16],
    pub sub: [u8; 16],
    pub client: String,
    pub rp_id: String,
    pub expires_ms: i64,
    store_epoch: i64,
}

/// A fresh challenge, as the authenticator gets it.
pub fn seal(cx: &Cx, keys: &PoolKeys, sub: Sub, client: &str, rp_id: &str) -> Result<Vec<u8>> {
    let challenge = Challenge {
        nonce: cx.random().array(),
        sub: sub.0,
        client: client.to_owned(),
        rp_id: rp_id.to_owned(),
        expires_ms: cx.now_ms() + LIFETIME_MS,
        store_epoch: cx.store_epoch(),
    };
    let mut plain = vec![FORM];
    plain.extend(postcard::to_stdvec(&challenge).map_err(Error::internal)?);
    Ok(keys.sealer(Purpose::ChallengeSession).seal(cx.random(), &aad(cx, keys), &plain))
}

/// What a challenge says, if it is one of this pool and user and still live.
///
/// `WebAuthnChallengeNotFoundException`; `WebAuthnClientMismatchException` for another client's.
pub fn open(cx: &Cx, keys: &PoolKeys, sub: Sub, client: &str, sealed: &[u8]) -> Result<Challenge> {
    let sealer = keys.sealer(Purpose::ChallengeSession);
    let opened = sealer.open(&aad(cx, keys), sealed).ok().and_then(|plain| {
        let (form, body) = plain.split_first()?;
        (*form == FORM).then(|| postcard::from_bytes::<Challenge>(body).ok())?
    });
    let live = |challenge: &Challenge| {
        challenge.sub == sub.0
            && challenge.store_epoch == cx.store_epoch()
            && cx.now_ms() < challenge.expires_ms
    };
    let challenge = opened.filter(live).ok_or_else(refused::challenge_not_found)?;
    match challenge.client == client {
        true => Ok(challenge),
        false => Err(refused::client_mismatch().into()),
    }
}

fn aad<'a>(cx: &'a Cx, keys: &PoolKeys) -> Aad<'a> {
    Aad {
        table: "passkey_challenge",
        column: "",
        account: &cx.config().account,
        pool: keys.pool,
        row: &[],
        version: 1,
    }
}
