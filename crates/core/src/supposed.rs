//! The code that nobody was sent. Whoever has none outstanding looks as if one had been sent, or those
//! who guess names would learn where a sign-up waits for its code (CT-2). Nothing ever matches it.

use cognate_crypto::Purpose as KeyPurpose;
use cognate_domain::message::Medium;
use cognate_store::records::code::Code;

use crate::codes::Holder;
use crate::cx::Cx;
use crate::keys::PoolKeys;

/// It comes and goes like codes that are sent: while an old one is still there, as if another had been
/// sent when that one died; else at times that follow from whose it would be.
pub fn code(cx: &Cx, keys: &PoolKeys, holder: &Holder) -> Code {
    let (purpose, home) = (holder.purpose, holder.home());
    let lifetime_ms = purpose.lifetime_ms();
    let began = match &holder.code {
        Some(old) => old.expires,
        None => {
            let mac = keys.mac(KeyPurpose::FakeUser).mac(&[b"code", &home.0]);
            let (first, _) = mac.split_first_chunk().expect("a MAC has 32 bytes");
            i64::from_be_bytes(*first).rem_euclid(lifetime_ms)
        }
    };
    let now_ms = cx.now_ms();
    let issued = now_ms - (now_ms - began).rem_euclid(lifetime_ms);
    Code {
        pool: holder.pool,
        sub: home,
        purpose: purpose.code(),
        id: cx.random().array(),
        mac: cx.random().array(),
        medium: Medium::Email.code(),
        attempts: 0,
        issued,
        expires: issued + lifetime_ms,
        pending: None,
        store_epoch: cx.store_epoch(),
    }
}
