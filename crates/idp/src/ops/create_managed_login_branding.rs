//! # CreateManagedLoginBranding
//!
//! Gives an app client a style for its managed login pages: settings and images, or Cognito's own.
//!
//! Caller: an IAM principal allowed `cognito-idp:CreateManagedLoginBranding` on the pool.
//!
//! Changes: the style and its images; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; `UseCognitoProvidedValues` with settings or
//! assets, settings that are no such object, an asset that is not what it says
//! (InvalidParameterException); 20 styles in the pool (LimitExceededException); the client has one
//! (ManagedLoginBrandingExistsException).
//!
//! Differences from AWS: an asset's bytes are compared with its `Extension`, and an SVG that could run
//! or fetch something is refused.

use cognate_core::pools::not_found;
use cognate_core::{Admin, Result, audit};
use cognate_domain::branding::managed;
use cognate_domain::{id, refusal};
use cognate_shapes::idp::{CreateManagedLoginBrandingRequest, CreateManagedLoginBrandingResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::branding::{self, Branding};
use cognate_store::records::user_pool;

use crate::branding::{Given, given, shown};

pub async fn create_managed_login_branding(
    caller: Admin,
    req: CreateManagedLoginBrandingRequest,
) -> Result<CreateManagedLoginBrandingResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let client = caller.client_of_pool(&pool, &req.client_id).await?;
    let Given { provided, settings, assets } =
        given(req.use_cognito_provided_values, req.settings.as_ref(), req.assets)?;
    let max = managed::PER_POOL_MAX;
    if branding::count(caller.store(), pool.key, max).await? >= max {
        return Err(
            refusal::limit_exceeded(format!("A user pool has at most {max} styles.")).into()
        );
    }
    let now_ms = caller.now_ms();
    let style = Branding {
        pool: pool.key,
        id: id::version_4(caller.random().array()),
        client: client.client.id.clone(),
        provided,
        settings,
        created: now_ms,
        modified: now_ms,
        version: 1,
    };
    let mut batch = Batch::new()
        .with(user_pool::check_live(&pool.id))
        .with(branding::insert(&style))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), &id::uuid(&style.id)));
    batch.extend(assets.iter().map(|asset| branding::put_asset(&style, asset)));
    match caller.store().write(batch).await? {
        Outcome::Committed => Ok(CreateManagedLoginBrandingResponse {
            managed_login_branding: Some(shown(&pool, &style, assets, false)),
        }),
        Outcome::Unmet(branding::TAKEN) => Err(refusal::managed_login_branding_exists(
            "A managed login branding already exists for the app client.",
        )
        .into()),
        Outcome::Unmet(_) => Err(not_found(&pool.id)),
    }
}
