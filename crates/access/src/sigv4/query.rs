//! Signatures in the query string: presigned URLs.

use super::{Form, SigError, canonical, header::Parts, percent};

pub(super) const ALGORITHM: &str = "X-Amz-Algorithm";
pub(super) const CREDENTIAL: &str = "X-Amz-Credential";
pub(super) const DATE: &str = "X-Amz-Date";
pub(super) const EXPIRES: &str = "X-Amz-Expires";
pub(super) const SIGNED_HEADERS: &str = "X-Amz-SignedHeaders";
pub(super) const SECURITY_TOKEN: &str = "X-Amz-Security-Token";
pub(super) const SIGNATURE: &str = "X-Amz-Signature";
pub(super) const CONTENT_SHA256: &str = "X-Amz-Content-Sha256";

const QUERY_BYTES_MAX: usize = 64 * 1024;
const EXPIRES_SECONDS_MAX: i64 = 604_800;

/// Any of these makes a request a presigned one.
const MARKS: [&str; 7] =
    [ALGORITHM, CREDENTIAL, DATE, EXPIRES, SIGNED_HEADERS, SECURITY_TOKEN, SIGNATURE];

pub(super) type Pair = (Vec<u8>, Vec<u8>);

/// Whether the query carries any part of a signature. Never fails: a request without a signature
/// is told so, whatever else is wrong with it.
pub(super) fn is_presigned(raw: &str) -> bool {
    raw.split('&').any(|piece| {
        let name = piece.split_once('=').map_or(piece, |(name, _)| name);
        let name = percent::decode(name).unwrap_or_default();
        MARKS.iter().any(|mark| mark.as_bytes() == name)
    })
}

/// The decoded names and values, in order. Empty pieces are no parameters.
///
/// A raw `+` is refused: signers mean a plus by it, form decoders a space, and a signature must
/// not cover two meanings.
pub(super) fn pairs(raw: &str) -> Result<Vec<Pair>, SigError> {
    if raw.len() > QUERY_BYTES_MAX {
        return Err(SigError::Incomplete("The query string is too long.".to_owned()));
    }
    if raw.contains('+') {
        return Err(SigError::InvalidSignature(
            "'+' in a signed query string must be written as %2B or %20.".to_owned(),
        ));
    }
    let decode = |text| percent::decode(text).ok_or_else(canonical::broken_escape);
    raw.split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| piece.split_once('=').unwrap_or((piece, "")))
        .map(|(name, value)| Ok((decode(name)?, decode(value)?)))
        .collect()
}

/// Takes the signature out of a presigned query. Fails for missing and repeated parts.
pub(super) fn parse(raw: &str) -> Result<Parts, SigError> {
    let pairs = pairs(raw)?;
    let required = [ALGORITHM, CREDENTIAL, SIGNATURE, SIGNED_HEADERS, DATE];
    let mut missing = String::new();
    for name in required {
        if one(&pairs, name)?.is_none() {
            missing += &format!("AWS query-string parameters must include '{name}'. ");
        }
    }
    if !missing.is_empty() {
        return Err(SigError::Incomplete(missing + "Re-examine the query-string parameters."));
    }
    let get = |name| one(&pairs, name).map(Option::unwrap_or_default);
    let algorithm = get(ALGORITHM)?;
    if algorithm != super::ALGORITHM {
        return Err(SigError::UnsupportedAlgorithm(super::header::shown(&algorithm)));
    }
    let expires_seconds = one(&pairs, EXPIRES)?.map(|text| seconds(&text)).transpose()?;
    Ok(Parts {
        credential: get(CREDENTIAL)?,
        signed_headers: get(SIGNED_HEADERS)?,
        signature: get(SIGNATURE)?,
        amz_date: get(DATE)?,
        session_token: one(&pairs, SECURITY_TOKEN)?,
        content_sha256: one(&pairs, CONTENT_SHA256)?,
        form: Form::Query { expires_seconds },
    })
}

/// The value of a parameter that may stand at most once.
fn one(pairs: &[Pair], name: &str) -> Result<Option<String>, SigError> {
    let mut found = pairs.iter().filter(|(n, _)| n == name.as_bytes());
    let first = found.next();
    if found.next().is_some() {
        return Err(SigError::Incomplete(format!(
            "AWS query-string parameters must include '{name}' only once."
        )));
    }
    first
        .map(|(_, value)| String::from_utf8(value.clone()))
        .transpose()
        .map_err(|_| SigError::Incomplete(format!("'{name}' must be UTF-8 text.")))
}

fn seconds(text: &str) -> Result<i64, SigError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|seconds| digits && (1..=EXPIRES_SECONDS_MAX).contains(seconds))
        .ok_or_else(|| {
            SigError::Incomplete(format!(
                "'{EXPIRES}' must be a number of seconds from 1 to {EXPIRES_SECONDS_MAX}."
            ))
        })
}
