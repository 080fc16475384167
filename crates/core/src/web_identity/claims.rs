//! The claims that every token is judged by. Wrong types are as bad as no token at all (TK-1).

use serde_json::Value;

use cognate_crypto::jwt::{self, Signed};
use cognate_domain::Map;

use super::{Checked, GRACE_SECONDS, Provider, TokenProblem, Verified};

/// The longest token that any operation lets through, in bytes.
const TOKEN_BYTES_MAX: usize = 50_000;
/// The longest `sub`, in characters: a quarter more than OpenID Connect Core §2 allows.
const SUBJECT_CHARS_MAX: usize = 320;

pub(super) fn parse(token: &str) -> Checked<Signed> {
    jwt::parse_signed(token, TOKEN_BYTES_MAX).map_err(|_| TokenProblem::NotAJwt)
}

/// `iss`, which nobody has verified yet.
pub(super) fn issuer(token: &Signed) -> Checked<&str> {
    match token.unverified("iss") {
        None => Err(TokenProblem::MissingClaim("iss")),
        Some(Value::String(issuer)) => Ok(issuer),
        Some(_) => Err(TokenProblem::NotAJwt),
    }
}

/// When the token was made and when it ends, in seconds; judged by now, with grace. It may be asked
/// before the signature is verified, which covers these claims too.
pub(super) fn times(token: &Signed, now: i64) -> Checked<(Option<i64>, i64)> {
    let time = |claim: &str| match token.unverified(claim) {
        None => Ok(None),
        Some(time) => time.as_i64().map(Some).ok_or(TokenProblem::NotAJwt),
    };
    let expires = time("exp")?.ok_or(TokenProblem::MissingClaim("exp"))?;
    let (issued, not_before) = (time("iat")?, time("nbf")?);
    if now >= expires.saturating_add(GRACE_SECONDS) {
        return Err(TokenProblem::Expired { now, expires });
    }
    let latest = now + GRACE_SECONDS;
    if issued.is_some_and(|at| at > latest) || not_before.is_some_and(|at| at > latest) {
        return Err(TokenProblem::TooEarly);
    }
    Ok((issued, expires))
}

/// The other claims of a verified token, for its provider.
///
/// Problems, in order: wrong types; missing `aud`, `sub`.
pub(super) fn read(
    claims: &Map,
    (issued_at, expires_at): (Option<i64>, i64),
    issuer: &str,
    provider: Provider,
) -> Checked<Verified> {
    let text = |claim: &str| match claims.get(claim) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(TokenProblem::NotAJwt),
    };
    let audience = texts(claims, "aud")?;
    let (subject, authorized_party) = (text("sub")?, text("azp")?);
    let amr = texts(claims, "amr")?;
    if audience.is_empty() {
        return Err(TokenProblem::MissingClaim("aud"));
    }
    let subject = subject.filter(|subject| !subject.is_empty());
    let subject = subject.ok_or(TokenProblem::MissingClaim("sub"))?;
    if subject.chars().count() > SUBJECT_CHARS_MAX {
        return Err(TokenProblem::NotAJwt);
    }
    Ok(Verified {
        issuer: issuer.to_owned(),
        provider,
        subject,
        audience,
        authorized_party,
        amr,
        claims: claims.clone(),
        issued_at,
        expires_at,
    })
}

/// One text or a list of texts; empty when the claim is missing.
fn texts(claims: &Map, claim: &str) -> Checked<Vec<String>> {
    match claims.get(claim) {
        None => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(vec![text.clone()]),
        Some(Value::Array(list)) => {
            let texts = list.iter().map(|text| text.as_str().map(str::to_owned));
            texts.collect::<Option<_>>().ok_or(TokenProblem::NotAJwt)
        }
        Some(_) => Err(TokenProblem::NotAJwt),
    }
}

/// Tokens that say by their type that they are for something else: access tokens (RFC 9068), logout
/// tokens, and so on.
pub(super) fn is_of_another_type(token: &Signed) -> bool {
    token.typ.as_deref().is_some_and(|typ| typ.to_ascii_lowercase().ends_with("+jwt"))
}
