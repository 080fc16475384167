//! # UpdateIdentityPool
//!
//! Replaces the settings of a pool: what is left out goes back to its default, except the developer
//! provider's name, which stays, and the tags. Roles, role mappings and principal tags stay.
//!
//! Caller: an IAM principal allowed `cognito-identity:UpdateIdentityPool` on the pool.
//!
//! Changes: the pool's settings. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException); settings against the rules
//! (InvalidParameterException); more user pools than a pool may have (LimitExceededException); another
//! developer provider name than the pool's (InvalidParameterException); others kept changing the pool
//! meanwhile (ConcurrentModificationException).
//!
//! Differences from AWS: as CreateIdentityPool; a change that meets another is decided anew, where AWS
//! answers ConcurrentModificationException at once.

use cognate_core::{Admin, Result, document};
use cognate_shapes::identity::IdentityPool;

use crate::change::change;
use crate::pools;

pub async fn update_identity_pool(caller: Admin, req: IdentityPool) -> Result<IdentityPool> {
    let request = document::of(&req);
    let id = &req.identity_pool_id;
    let (document, ()) =
        change(&caller, id, |pool| Ok((pools::updated(&caller, pool, &request)?, ()))).await?;
    pools::shown(id, &document)
}
