//! Tokens of issuers elsewhere whose keys are public.

use cognate_crypto::jwt::Signed;
use cognate_domain::Map;

use super::issuers::Source;
use super::{Checked, Provider, TokenProblem, Verified, claims};
use crate::config::IdentityPools;
use crate::cx::Cx;

/// A provider that is known without configuration.
pub(super) struct WellKnown {
    /// Its `Logins` key and name in policies.
    pub key: &'static str,
    pub issuer: &'static str,
    pub base: fn(&IdentityPools) -> &str,
}

pub(super) const GOOGLE: WellKnown = WellKnown {
    key: "accounts.google.com",
    issuer: "https://accounts.google.com",
    base: |config| &config.google_url,
};

pub(super) const APPLE: WellKnown = WellKnown {
    key: "appleid.apple.com",
    issuer: "https://appleid.apple.com",
    base: |config| &config.apple_url,
};

impl WellKnown {
    /// Google's tokens may leave the scheme out.
    pub fn names(&self, issuer: &str) -> bool {
        issuer == self.issuer || issuer == self.key && self.key == GOOGLE.key
    }
}

/// Verifies a token whose issuer is `known`, for one application or any.
pub(super) async fn verify_well_known(
    cx: &Cx,
    known: &WellKnown,
    signed: &Signed,
    application: Option<&str>,
) -> Checked<Verified> {
    let times = claims::times(signed, cx.clock().now_s())?;
    let claims = claims_of(cx, known, signed).await?;
    let verified = claims::read(claims, times, known.key, Provider::WellKnown(known.key))?;
    if let Some(application) = application
        && !is_for(&verified, |audience| audience == application)
    {
        return Err(TokenProblem::WrongAudience);
    }
    if claims::is_of_another_type(signed) {
        return Err(TokenProblem::NotAnIdToken);
    }
    Ok(verified)
}

/// The claims of a token that one of its keys has signed.
pub(super) async fn claims_of<'a>(
    cx: &Cx,
    known: &WellKnown,
    signed: &'a Signed,
) -> Checked<&'a Map> {
    let base = (known.base)(&cx.config().identity_pools);
    let source = Source { issuer: known.issuer, base };
    cx.issuers().verify(cx, &source, signed).await
}

/// Whom a token was made for: `azp` where it says so, else everybody in `aud`, of whom no stranger may be
/// one (OpenID Connect Core §3.1.3.7).
pub(super) fn is_for(verified: &Verified, known: impl Fn(&str) -> bool) -> bool {
    match &verified.authorized_party {
        Some(party) => known(party),
        None => verified.audience.iter().all(|audience| known(audience)),
    }
}
