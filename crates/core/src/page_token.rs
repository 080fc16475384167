//! Pagination tokens: where the next page of a list starts, sealed (IL-4).
//!
//! A token is good for the operation that gave it, with the same pool and filter, for an hour. It
//! names the last item shown, so that pages neither repeat nor skip what stays in the list.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use cognate_crypto::Aad;

use crate::cx::Cx;
use crate::error::{Error, Result};

const LIFETIME_MS: i64 = 3_600_000;

/// The first byte inside each seal. Another form is another number.
const FORM: u8 = 1;

/// What a list is a list of: besides the operation, a token is bound to this.
pub struct Listing<'a> {
    /// The pool's key; `keys::INSTALLATION` for lists of pools.
    pub pool: i64,
    /// Everything else in the request that chooses items.
    pub filter: &'a str,
}

impl Listing<'_> {
    /// The position after which the page starts; `None` is the beginning.
    ///
    /// `InvalidParameterException` for a token that was not made for this list, or has expired.
    pub async fn start(&self, cx: &Cx, token: Option<&str>) -> Result<Option<Vec<u8>>> {
        let Some(token) = token else { return Ok(None) };
        let sealed = URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
        let keys = cx.keys().installation().await?;
        let plain = keys.page_token.open(&self.aad(cx), &sealed).map_err(|_| invalid())?;
        let Some((&[FORM, ref expires @ ..], position)) = plain.split_first_chunk::<9>() else {
            return Err(invalid());
        };
        if cx.now_ms() >= i64::from_be_bytes(*expires) {
            return Err(invalid());
        }
        Ok(Some(position.to_vec()))
    }

    /// Cuts `items`, read with a limit of one more than the page holds, to the page, and makes the
    /// token of the next one. `None`: this was the last page.
    pub async fn cut<T>(
        &self,
        cx: &Cx,
        items: &mut Vec<T>,
        page: i64,
        position: impl Fn(&T) -> &[u8],
    ) -> Result<Option<String>> {
        let page = usize::try_from(page).unwrap_or(0);
        if items.len() <= page {
            return Ok(None);
        }
        items.truncate(page);
        let Some(last) = items.last() else { return Ok(None) };
        let expires = cx.now_ms() + LIFETIME_MS;
        let plain = [&[FORM][..], &expires.to_be_bytes(), position(last)].concat();
        let keys = cx.keys().installation().await?;
        Ok(Some(URL_SAFE_NO_PAD.encode(keys.page_token.seal(cx.random(), &self.aad(cx), &plain))))
    }

    fn aad<'a>(&'a self, cx: &'a Cx) -> Aad<'a> {
        Aad {
            table: "page_token",
            column: cx.occurrence.operation,
            account: &cx.config().account,
            pool: self.pool,
            row: self.filter.as_bytes(),
            version: 1,
        }
    }
}

/// The bytes of a position as text; tokens hold what `cut` was given, so anything else is foreign.
pub fn text(position: Vec<u8>) -> Result<String> {
    String::from_utf8(position).map_err(|_| invalid())
}

/// The bytes of a position that is an id or a hash.
pub fn array<const N: usize>(position: Vec<u8>) -> Result<[u8; N]> {
    position.try_into().map_err(|_| invalid())
}

/// `InvalidParameterException`
pub fn invalid() -> Error {
    Error::invalid_parameter("Invalid pagination token.")
}
