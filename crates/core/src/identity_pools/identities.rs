//! Finding identities.

use std::sync::Arc;

use cognate_domain::identity_pool::{Standing, parse_id};
use cognate_store::records::identity::{self, Identity};

use super::{IdentityPool, identity_not_found};
use crate::cx::Cx;
use crate::error::Result;

/// Merges followed from one identity to the one that stands for it.
const MERGES_MAX: usize = 20;

impl Cx {
    /// The identity with this id, with its logins, and its pool: one read, because pools are kept. Of a
    /// signed request, in its region.
    pub async fn identity(&self, id: &str) -> Result<(Arc<IdentityPool>, Identity)> {
        let unknown = || identity_not_found(id);
        let (region, uuid) = parse_id(id).ok_or_else(unknown)?;
        if !self.reaches_region(region) {
            return Err(unknown());
        }
        let identity = identity::find(self.store(), uuid).await?.ok_or_else(unknown)?;
        let pool = self.identity_pool_by_key(identity.pool).await?;
        let pool = pool.filter(|pool| pool.head.region == region).ok_or_else(unknown)?;
        Ok((pool, identity))
    }
}

/// The identity that stands for this one: itself, unless it was merged away. None when that one has been
/// deleted since.
pub async fn root_of(cx: &Cx, identity: Identity) -> Result<Option<Identity>> {
    let pool = identity.pool;
    let mut current = identity;
    for _ in 0..MERGES_MAX {
        let Standing::Merged(into) = current.standing else { return Ok(Some(current)) };
        match identity::find(cx.store(), into).await? {
            Some(next) if next.pool == pool => current = next,
            _ => return Ok(None),
        }
    }
    Ok(None)
}
