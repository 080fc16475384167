//! What a call may act as: a guest, or an identity with proved logins, or one that the pool's own token
//! vouches for.

use cognate_core::identity_pools::{self, IdentityPool, identity_not_found};
use cognate_core::web_identity::{self, Provider as Issuer};
use cognate_core::{Cx, Error, Result};
use cognate_domain::identity_pool::{self as rules, Standing, no_match};
use cognate_domain::sts::claims;
use cognate_store::records::identity::Identity;

/// A token of the pool itself that stands for the identity.
pub struct Own {
    /// The identity it is for, or the one that this was merged into.
    pub identity: Identity,
    pub amr: Vec<String>,
    pub tags: Vec<(String, String)>,
}

/// The identity may act without logins.
///
/// Errors, in order: the pool has no guests; the identity is no guest.
pub fn check_guest(pool: &IdentityPool, id: &str, identity: &Identity) -> Result<()> {
    check_guests(pool)?;
    match identity.standing {
        Standing::Guest => Ok(()),
        Standing::Authenticated | Standing::Merged(_) => {
            Err(Error::not_authorized(format!("Access to Identity '{id}' is forbidden.")))
        }
    }
}

pub fn check_guests(pool: &IdentityPool) -> Result<()> {
    match pool.settings.guests {
        true => Ok(()),
        false => Err(Error::not_authorized(
            "Unauthenticated access is not supported for this identity pool.",
        )),
    }
}

/// Verifies a token that GetOpenIdToken or GetOpenIdTokenForDeveloperIdentity made.
///
/// Errors, in order: the token does not stand; it is for another pool; for another identity.
pub async fn own(
    cx: &Cx,
    pool: &IdentityPool,
    id: &str,
    identity: Identity,
    token: &str,
) -> Result<Own> {
    let verified = web_identity::verify_identity_token(cx, token).await;
    let verified = verified.map_err(|problem| problem.for_own_token())?;
    let of_pool =
        matches!(&verified.provider, Issuer::IdentityPool { pool_id } if pool_id == pool.id());
    if !of_pool {
        return Err(crate::logins::unsupported());
    }
    if verified.subject != id {
        return Err(no_match().into());
    }
    let root = identity_pools::root_of(cx, identity).await?;
    let identity = root.ok_or_else(|| identity_not_found(id))?;
    let tags =
        claims::tags(&verified.claims).map_err(|_| crate::credentials::misconfigured())?.tags;
    Ok(Own { identity, amr: verified.amr, tags })
}

/// The mapping of a provider that `amr` names. The token says nothing of its claims, so that only what
/// is ambiguous can follow.
pub fn mapping_named<'a>(
    cx: &Cx,
    pool: &'a IdentityPool,
    amr: &[String],
) -> Option<&'a rules::Mapping> {
    let site = identity_pools::site(cx);
    let named = amr.iter().filter_map(|entry| site.login(&pool.settings, entry));
    let mut mapped = pool.settings.mappings.iter();
    let named: Vec<_> = named.collect();
    let of_named = mapped.find(|(key, _)| {
        site.mapped(&pool.settings, key).is_some_and(|(provider, _)| named.contains(&provider))
    });
    of_named.map(|(_, mapping)| mapping)
}
