//! Refresh tokens: five-part compact strings, `dir` and A256GCM, as their header says.
//!
//! The header is `{"cty":"JWT","enc":"A256GCM","alg":"dir","kid":"…"}` in exactly this form. Its
//! `kid` carries a hint (the pool's key) that tells which [`RefreshKey`] opens the token; the
//! whole header is authenticated. Nonces are random, so one key must not seal more than 2^32
//! tokens: give the pool's data key a new version long before.

use crate::random::Random;
use crate::seal::Unsealable;
use aws_lc_rs::aead::{self, AES_256_GCM, LessSafeKey, Nonce, UnboundKey};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use zeroize::Zeroizing;

const HEADER_BEFORE_HINT: &str = r#"{"cty":"JWT","enc":"A256GCM","alg":"dir","kid":""#;
const HEADER_AFTER_HINT: &str = r#""}"#;
const NONCE: usize = 12;
const TAG: usize = 16;

/// Longest hint, in bytes.
pub const HINT_BYTES_MAX: usize = 64;
/// Longest token that is looked at, in characters; ours have about 230.
pub const TOKEN_CHARS_MAX: usize = 16 * 1024;

/// Seals and opens the refresh tokens of one pool. Made by [`crate::DataKey::refresh_key`].
pub struct RefreshKey(LessSafeKey);

impl RefreshKey {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("the key has 32 bytes")))
    }
}

/// Seals `payload`. With the usual hint of 8 bytes, a payload of 80 bytes gives 231 characters.
///
/// # Panics
/// When the hint is longer than [`HINT_BYTES_MAX`].
#[must_use]
pub fn seal(key: &RefreshKey, random: &dyn Random, hint: &[u8], payload: &[u8]) -> String {
    assert!(hint.len() <= HINT_BYTES_MAX, "the hint is a key of a table, not a document");
    let hint = BASE64.encode(hint);
    let header = BASE64.encode(format!("{HEADER_BEFORE_HINT}{hint}{HEADER_AFTER_HINT}"));
    let nonce: [u8; NONCE] = random.array();
    let mut text = payload.to_vec();
    let tag = key
        .0
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            aead::Aad::from(header.as_bytes()),
            &mut text,
        )
        .expect("the payload is far below the algorithm's limit of 64 GiB");
    let (nonce, text, tag) = (BASE64.encode(nonce), BASE64.encode(text), BASE64.encode(tag));
    format!("{header}..{nonce}.{text}.{tag}")
}

/// Opens what [`seal`] made with the same key.
///
/// # Errors
/// [`Unsealable`] for everything else.
pub fn open(key: &RefreshKey, token: &str) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
    let parts = Parts::split(token)?;
    parts.hint()?;
    let nonce = Nonce::try_assume_unique_for_key(&decode(parts.nonce)?).map_err(|_| Unsealable)?;
    let tag = decode(parts.tag)?;
    if tag.len() != TAG {
        return Err(Unsealable);
    }
    let mut text = Zeroizing::new(decode(parts.text)?);
    text.extend_from_slice(&tag);
    let length = key
        .0
        .open_in_place(nonce, aead::Aad::from(parts.header.as_bytes()), &mut text)
        .map_err(|_| Unsealable)?
        .len();
    text.truncate(length);
    Ok(text)
}

/// The hint a token names, **not authenticated**: good for choosing the key, nothing else.
///
/// # Errors
/// [`Unsealable`] when this has not the form of our tokens.
pub fn peek_hint(token: &str) -> Result<Vec<u8>, Unsealable> {
    Parts::split(token)?.hint()
}

struct Parts<'a> {
    header: &'a str,
    nonce: &'a str,
    text: &'a str,
    tag: &'a str,
}

impl<'a> Parts<'a> {
    fn split(token: &'a str) -> Result<Self, Unsealable> {
        if token.len() > TOKEN_CHARS_MAX {
            return Err(Unsealable);
        }
        let mut parts = token.split('.');
        let mut next = || parts.next().ok_or(Unsealable);
        let (header, encrypted_key, nonce) = (next()?, next()?, next()?);
        let (text, tag) = (next()?, next()?);
        // `dir` has no encrypted key.
        if !encrypted_key.is_empty() || parts.next().is_some() {
            return Err(Unsealable);
        }
        Ok(Self { header, nonce, text, tag })
    }

    fn hint(&self) -> Result<Vec<u8>, Unsealable> {
        let header = String::from_utf8(decode(self.header)?).map_err(|_| Unsealable)?;
        let hint = header
            .strip_prefix(HEADER_BEFORE_HINT)
            .and_then(|rest| rest.strip_suffix(HEADER_AFTER_HINT))
            .ok_or(Unsealable)?;
        let hint = decode(hint)?;
        if hint.len() > HINT_BYTES_MAX { Err(Unsealable) } else { Ok(hint) }
    }
}

fn decode(part: &str) -> Result<Vec<u8>, Unsealable> {
    BASE64.decode(part).map_err(|_| Unsealable)
}
