//! The sealed document of a user's further factors (OTP-6: seeds are never in the clear at rest).

use cognate_crypto::Aad;
use cognate_domain::factor::{Factors, SecondFactor};
use cognate_domain::pool::Mfa;
use cognate_domain::recovery::SecondFactors;
use cognate_domain::{Pool, Sub, User};
use zeroize::Zeroizing;

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// The first byte inside the seal. Another form is another number.
const FORM: u8 = 1;

/// The user's factors. A user who never set anything has no document.
pub fn open(cx: &Cx, keys: &PoolKeys, user: &User) -> Result<Factors> {
    open_sealed(cx, keys, user.sub, user.factors.as_deref())
}

/// The factors of the user whose id this is.
pub fn open_sealed(cx: &Cx, keys: &PoolKeys, sub: Sub, sealed: Option<&[u8]>) -> Result<Factors> {
    let Some(sealed) = sealed else { return Ok(Factors::default()) };
    let aad = aad(cx, keys.pool, &sub);
    let plain = keys.factors.open(&aad, sealed)?;
    match plain.split_first() {
        Some((&FORM, body)) => postcard::from_bytes(body).map_err(Error::internal),
        _ => Err(Error::internal("factors of an unknown form")),
    }
}

/// The media that serve the user as a second factor: no reset code goes where they are also asked.
pub fn by_message(cx: &Cx, keys: &PoolKeys, pool: &Pool, user: &User) -> Result<SecondFactors> {
    if pool.rules.mfa == Mfa::Off {
        return Ok(SecondFactors::default());
    }
    let factors = open(cx, keys, user)?;
    Ok(SecondFactors {
        sms: factors.has(SecondFactor::SmsMfa),
        email: factors.has(SecondFactor::EmailOtp),
    })
}

/// For `User::factors`; None for a user who has nothing set.
pub fn seal(
    cx: &Cx,
    keys: &PoolKeys,
    pool: i64,
    sub: Sub,
    factors: &Factors,
) -> Result<Option<Vec<u8>>> {
    if *factors == Factors::default() {
        return Ok(None);
    }
    let body = Zeroizing::new(postcard::to_stdvec(factors).map_err(Error::internal)?);
    let mut plain = Zeroizing::new(Vec::with_capacity(1 + body.len()));
    plain.push(FORM);
    plain.extend_from_slice(&body);
    Ok(Some(keys.factors.seal(cx.random(), &aad(cx, pool, &sub), &plain)))
}

fn aad<'a>(cx: &'a Cx, pool: i64, sub: &'a Sub) -> Aad<'a> {
    let account = &cx.config().account;
    Aad { table: "users", column: "factors", account, pool, row: &sub.0, version: 1 }
}
