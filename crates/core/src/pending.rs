//! Values that wait for their code: a new e-mail address or phone number becomes the user's when its
//! owner proves to read it. Until then it is kept, sealed, in the code's row.

use zeroize::Zeroizing;

use cognate_crypto::{Aad, Purpose};
use cognate_store::records::code::Code;

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// For `pending` of this row, whose id is drawn already.
pub fn seal(cx: &Cx, keys: &PoolKeys, row: &Code, value: &str) -> Vec<u8> {
    let aad = aad(cx, row);
    keys.sealer(Purpose::PendingValue).seal(cx.random(), &aad, value.as_bytes())
}

/// The value that waits in this row. None when there is none, or the row is too old, or of before a
/// restore (OTP-11): then nothing waits any more.
pub fn open(cx: &Cx, keys: &PoolKeys, row: &Code) -> Result<Option<String>> {
    let Some(sealed) = &row.pending else { return Ok(None) };
    if cx.now_ms() >= row.expires || row.store_epoch != cx.store_epoch() {
        return Ok(None);
    }
    let plain: Zeroizing<Vec<u8>> =
        keys.sealer(Purpose::PendingValue).open(&aad(cx, row), sealed)?;
    String::from_utf8(plain.to_vec()).map(Some).map_err(Error::internal)
}

/// Bound to the user and the purpose by the code's id, which no other row has.
fn aad<'a>(cx: &'a Cx, row: &'a Code) -> Aad<'a> {
    Aad {
        table: "code",
        column: "pending",
        account: &cx.config().account,
        pool: row.pool,
        row: &row.id,
        version: row.purpose,
    }
}
