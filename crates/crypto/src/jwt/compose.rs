//! Writing tokens in the compact form.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};

/// `header` is encoded already; the claims are taken byte for byte. `signature_bytes` is what `sign`
/// will return.
pub(crate) fn compose<S: AsRef<[u8]>>(
    header: &str,
    claims_json: &[u8],
    signature_bytes: usize,
    sign: impl FnOnce(&[u8]) -> S,
) -> String {
    let signature_chars = 4 * signature_bytes / 3 + 1;
    let claims_chars = 4 * claims_json.len() / 3 + 3;
    let mut token = String::with_capacity(header.len() + claims_chars + signature_chars + 2);
    token.push_str(header);
    token.push('.');
    BASE64_URL_SAFE_NO_PAD.encode_string(claims_json, &mut token);
    let signature = sign(token.as_bytes());
    token.push('.');
    BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    token
}
