//! The relying party of a pool: the name that its passkeys are bound to.

use crate::domain_name::{Domain, Kind};

/// The configured id, else the pool's custom domain, else the host of its prefix domain, which `host`
/// makes of the prefix. None when it has neither.
pub fn relying_party(
    configured: Option<&str>,
    domains: &[Domain],
    host: impl Fn(&str) -> String,
) -> Option<String> {
    if let Some(configured) = configured.filter(|id| !id.is_empty()) {
        return Some(configured.to_owned());
    }
    let of_kind = |kind| domains.iter().find(|domain| domain.kind() == kind);
    of_kind(Kind::Custom)
        .map(|domain| domain.name.clone())
        .or_else(|| of_kind(Kind::Prefix).map(|domain| host(&domain.name)))
}
