//! # UpdateIdentityProvider
//!
//! Changes an identity provider. What is given replaces what was there, what is left out stays; new
//! details are completed as CreateIdentityProvider does.
//!
//! Caller: an IAM principal allowed `cognito-idp:UpdateIdentityProvider` on the pool.
//!
//! Changes: the provider. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; `COGNITO` (UnsupportedIdentityProviderException); unknown
//! provider; details, mappings and identifiers as in CreateIdentityProvider
//! (InvalidParameterException); others kept changing the provider meanwhile
//! (ConcurrentModificationException).
//!
//! Differences from AWS: as CreateIdentityProvider; the private key of Sign in with Apple, which is
//! never shown, stays when new details leave it out; a change that meets another is decided anew,
//! where AWS answers ConcurrentModificationException at once.

use cognate_core::{Admin, Result, audit, configuration, providers as loaded};
use cognate_domain::provider::{self as rules, Head};
use cognate_domain::refusal;
use cognate_shapes::idp::{UpdateIdentityProviderRequest, UpdateIdentityProviderResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{identity_provider, idp_identifier};

use crate::{document, pools, providers};

pub async fn update_identity_provider(
    caller: Admin,
    req: UpdateIdentityProviderRequest,
) -> Result<UpdateIdentityProviderResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    rules::refuse_reserved(&req.provider_name)?;
    let request = document::of(&req);
    for _ in 0..pools::TRIES {
        let before = providers::found(&caller, &pool, &req.provider_name).await?;
        let before = loaded::open(&caller, &before).await?;
        let settings = rules::update(&pool, &before, &request)?;
        let found = loaded::complete(&caller, &settings).await?;
        let document = settings.document(found.metadata.as_ref(), &found.discovered);
        let head = Head {
            pool: pool.key,
            name: before.name.clone(),
            version: before.version + 1,
            created: before.created,
            modified: caller.now_ms(),
        };
        let row = loaded::row(&caller, &head, document, &settings.secrets).await?;
        let (old, new) = (&before.identifiers, &settings.identifiers);
        let mut batch = Batch::new()
            .with(identity_provider::update(&row, before.version))
            .with(audit::event(&caller, &caller.principal, Some(&pool.id), &row.name));
        batch.extend(idp_identifier::changes(pool.key, &row.name, old, new));
        let changes = [configuration::identity_provider(&caller, pool.key)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => {
                let identity_provider = providers::described(&caller, &pool, &row).await?;
                return Ok(UpdateIdentityProviderResponse { identity_provider });
            }
            Outcome::Unmet(idp_identifier::TAKEN) => return Err(rules::identifier_taken().into()),
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    let text = "The identity provider is being modified by other requests.";
    Err(refusal::concurrent_modification(text).into())
}
