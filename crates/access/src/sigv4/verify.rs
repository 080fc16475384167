//! The signature recomputed, and compared in constant time.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest;

use super::key::mac;
use super::{
    ALGORITHM, Expect, Payload, Presented, RequestView, Rules, SigError, SigningSecret,
    canonical_request,
};

/// Checks the signature of the request it was presented with, under the rules of the service.
///
/// Always does the whole computation. Fails with [`SigError::Mismatch`]; for
/// [`SigningSecret::dummy`] with [`SigError::Unrecognized`].
pub fn verify(
    presented: &Presented,
    view: &RequestView,
    expect: &Expect,
    secret: &SigningSecret,
) -> Result<(), SigError> {
    verify_under(Rules::of(expect.service), presented, view, secret)
}

/// [`verify`] with the rules spelled out, for services whose signing name does not tell them.
pub fn verify_under(
    rules: Rules,
    presented: &Presented,
    view: &RequestView,
    secret: &SigningSecret,
) -> Result<(), SigError> {
    let payload_hash = match &presented.payload {
        Payload::Body { .. } => sha256_hex(view.body),
        Payload::Declared(value) => value.clone(),
    };
    let canonical = canonical_request(view, &presented.signed_headers, &payload_hash, rules.path)?;
    let string_to_sign = string_to_sign(&presented.amz_date, &presented.scope(), &canonical);
    let key = secret.signing_key(&presented.date, &presented.region, &presented.service);
    let computed = mac(&key, string_to_sign.as_bytes());
    let equal = verify_slices_are_equal(&computed, &presented.signature).is_ok();
    if !secret.is_genuine() {
        return Err(SigError::Unrecognized);
    }
    // A declared hash is signed like any header, so it must also be the truth.
    let honest = match &presented.payload {
        Payload::Body { declared } => declared.as_ref().is_none_or(|value| *value == payload_hash),
        Payload::Declared(_) => true,
    };
    if equal && honest { Ok(()) } else { Err(SigError::Mismatch) }
}

pub(super) fn string_to_sign(amz_date: &str, scope: &str, canonical_request: &[u8]) -> String {
    format!("{ALGORITHM}\n{amz_date}\n{scope}\n{}", sha256_hex(canonical_request))
}

pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}
