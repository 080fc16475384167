//! # CreateIdentityProvider
//!
//! Makes the pool trust a provider to sign users in. The metadata of a SAML provider and, where
//! endpoints are left out, the discovery document of an OIDC one are fetched now.
//!
//! Caller: an IAM principal allowed `cognito-idp:CreateIdentityProvider` on the pool.
//!
//! Changes: the provider, its secrets sealed; a SAML provider's key, to which it encrypts; the group
//! `<pool>_<provider>`. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a name that does not fit the type, details that are missing,
//! unknown or wrong, mappings to attributes that the pool does not have, `AcrMapping` of another type
//! than OIDC (InvalidParameterException); the pool has as many providers as it may have
//! (LimitExceededException); the name is taken (DuplicateProviderException); metadata or discovery
//! document not to be had or not usable, an identifier of another provider
//! (InvalidParameterException).
//!
//! Differences from AWS: details that no provider of the type has are refused; endpoints of social
//! providers can be replaced; a SAML metadata document describes one provider, and needs one signing
//! certificate that has not expired.

use cognate_core::{Admin, Result, audit, configuration, pools::not_found, providers};
use cognate_domain::provider::{self as rules, Head, Kind};
use cognate_shapes::idp::{CreateIdentityProviderRequest, CreateIdentityProviderResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{group, identity_provider, idp_identifier, user_pool};

use crate::{document, pools};

pub async fn create_identity_provider(
    caller: Admin,
    req: CreateIdentityProviderRequest,
) -> Result<CreateIdentityProviderResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let settings = rules::create(&pool, &document::of(&req))?;
    let max = caller.config().limits.providers_per_pool_max;
    let count = identity_provider::count(caller.store(), pool.key, max).await?;
    rules::room_for_another(count, max)?;
    let name = req.provider_name;
    if identity_provider::find(caller.store(), pool.key, &name).await?.is_some() {
        return Err(rules::exists(&pool, &name).into());
    }
    let found = providers::complete(&caller, &settings).await?;
    let document = settings.document(found.metadata.as_ref(), &found.discovered);
    let now_ms = caller.now_ms();
    let head = Head { pool: pool.key, name, version: 1, created: now_ms, modified: now_ms };
    let row = providers::row(&caller, &head, document, &settings.secrets).await?;
    for _ in 0..pools::TRIES {
        let mut batch = Batch::new()
            .with(user_pool::check_live(&pool.id))
            .with(identity_provider::insert(&row))
            .with(audit::event(&caller, &caller.principal, Some(&pool.id), &row.name));
        for identifier in &settings.identifiers {
            batch.push(idp_identifier::insert(pool.key, identifier, &row.name));
        }
        let mut certificate = None;
        if settings.kind == Kind::Saml {
            let (key, statements) =
                cognate_core::keys::new_saml_key(&caller, &pool, &row.name).await?;
            certificate = Some(key.certificate);
            batch.extend(statements);
        }
        let mut changes = vec![configuration::identity_provider(&caller, pool.key)];
        if let Some(group) = crate::providers::new_group(&caller, &pool, &row.name).await? {
            batch.push(group::insert(&group));
            changes.push(configuration::group(&caller, pool.key, group.uid));
        }
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => {
                let identity_provider =
                    crate::providers::shown(&caller, &pool, &row, certificate).await?;
                return Ok(CreateIdentityProviderResponse { identity_provider });
            }
            Outcome::Unmet("user_pool.live") => return Err(not_found(&pool.id)),
            Outcome::Unmet(identity_provider::TAKEN) => {
                return Err(rules::exists(&pool, &row.name).into());
            }
            Outcome::Unmet(idp_identifier::TAKEN) => return Err(rules::identifier_taken().into()),
            // The group was made, or the key taken from the stock, meanwhile.
            Outcome::Unmet(_) => {}
        }
    }
    Err(cognate_core::Error::too_many_requests())
}
