//! # DeleteIdentityProvider
//!
//! Deletes an identity provider. Its users stay, but cannot sign in through it.
//!
//! Caller: an IAM principal allowed `cognito-idp:DeleteIdentityProvider` on the pool.
//!
//! Changes: the provider, its identifiers and its key are gone. App clients keep its name, which
//! means nothing until there is such a provider again; the group of its users stays. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; `COGNITO` (UnsupportedIdentityProviderException); unknown
//! provider; others kept changing the provider meanwhile (ConcurrentModificationException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit, configuration};
use cognate_domain::{provider as rules, refusal};
use cognate_shapes::idp::DeleteIdentityProviderRequest;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{identity_provider, idp_identifier, saml_key};

use crate::{pools, providers};

pub async fn delete_identity_provider(
    caller: Admin,
    req: DeleteIdentityProviderRequest,
) -> Result<()> {
    let pool = caller.pool(&req.user_pool_id).await?;
    rules::refuse_reserved(&req.provider_name)?;
    for _ in 0..pools::TRIES {
        let row = providers::found(&caller, &pool, &req.provider_name).await?;
        let mut batch = Batch::new()
            .with(identity_provider::delete(pool.key, &row.name, row.version))
            .with(saml_key::delete(pool.key, &row.name))
            .with(audit::event(&caller, &caller.principal, Some(&pool.id), &row.name));
        let identifiers = rules::identifiers(&row.document);
        batch.extend(idp_identifier::changes(pool.key, &row.name, &identifiers, &[]));
        let changes = [configuration::identity_provider(&caller, pool.key)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => return Ok(()),
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    let text = "The identity provider is being modified by other requests.";
    Err(refusal::concurrent_modification(text).into())
}
