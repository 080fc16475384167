//! Changing a pool's settings: decided on the pool as it is, written on condition that it is still so,
//! decided anew when it is not.

use cognate_core::identity_pools::{self, IdentityPool};
use cognate_core::{Admin, Error, Result, audit, configuration};
use cognate_domain::{Map, refusal};
use cognate_store::batch::{Batch, Outcome};

/// How often a change is decided anew when the pool moved meanwhile.
pub const TRIES: usize = 8;

/// Writes the document that `decide` makes of the pool's, with its audit row, and returns both.
///
/// Errors, in order: unknown pool; those of `decide`; others kept changing the pool meanwhile.
pub async fn change<T>(
    caller: &Admin,
    id: &str,
    decide: impl Fn(&IdentityPool) -> Result<(Map, T)>,
) -> Result<(Map, T)> {
    for _ in 0..TRIES {
        let pool = caller.identity_pool(id).await?;
        let (document, answer) = decide(&pool)?;
        let event = audit::event(caller, &caller.principal, None, id);
        let update = identity_pools::update(caller, &pool.head, &document).await?;
        let batch = Batch::new().with(update).with(event);
        let changes = [configuration::identity_pool(caller, id)];
        match configuration::write(caller, batch, &changes).await? {
            Outcome::Committed => return Ok((document, answer)),
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(busy(caller))
}

/// Not every operation declares that it met another.
pub fn busy(caller: &Admin) -> Error {
    match caller.occurrence.operation {
        "SetIdentityPoolRoles" | "UpdateIdentityPool" => refusal::concurrent_modification(
            "The identity pool is being modified by other requests.",
        )
        .into(),
        _ => Error::too_many_requests(),
    }
}
