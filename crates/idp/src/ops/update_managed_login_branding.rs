//! # UpdateManagedLoginBranding
//!
//! Changes a style. Settings and images that are left out stay; an image replaces the one of the same
//! category, colour mode and resource. `UseCognitoProvidedValues` drops them all.
//!
//! Caller: an IAM principal allowed `cognito-idp:UpdateManagedLoginBranding` on the pool.
//!
//! Changes: the style and its images; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no pool or no style named (InvalidParameterException); unknown pool; unknown style
//! of it; `UseCognitoProvidedValues` with settings or assets, settings that are no such object, an asset
//! that is not what it says, more than 40 assets in all (InvalidParameterException); others kept
//! changing the style meanwhile (ConcurrentModificationException).
//!
//! Differences from AWS: as CreateManagedLoginBranding; settings replace the former ones as a whole.

use cognate_core::{Admin, Result, audit};
use cognate_domain::branding::managed;
use cognate_domain::{id, refusal};
use cognate_shapes::idp::{UpdateManagedLoginBrandingRequest, UpdateManagedLoginBrandingResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::branding::{self, Asset, Branding};

use crate::branding::{Given, found, given, shown};
use crate::pools;

pub async fn update_managed_login_branding(
    caller: Admin,
    req: UpdateManagedLoginBrandingRequest,
) -> Result<UpdateManagedLoginBrandingResponse> {
    let missing = refusal::missing_parameter;
    let pool_id = req.user_pool_id.ok_or_else(|| missing("UserPoolId"))?;
    let style_id =
        req.managed_login_branding_id.ok_or_else(|| missing("ManagedLoginBrandingId"))?;
    let pool = caller.pool(&pool_id).await?;
    found(&caller, &pool, &style_id).await?;
    let given = given(req.use_cognito_provided_values, req.settings.as_ref(), req.assets)?;
    for _ in 0..pools::TRIES {
        let before = found(&caller, &pool, &style_id).await?;
        let assets = match given.provided {
            true => Vec::new(),
            false => branding::assets(caller.store(), pool.key, before.id).await?,
        };
        let after = changed(&before, &given, caller.now_ms());
        let assets = with(assets, &given.assets)?;
        let mut batch = Batch::new()
            .with(branding::update(&after, before.version))
            .with(audit::event(&caller, &caller.principal, Some(&pool.id), &id::uuid(&after.id)));
        if given.provided {
            batch.push(branding::delete_assets(&after));
        }
        batch.extend(given.assets.iter().map(|asset| branding::put_asset(&after, asset)));
        if caller.store().write(batch).await? == Outcome::Committed {
            return Ok(UpdateManagedLoginBrandingResponse {
                managed_login_branding: Some(shown(&pool, &after, assets, false)),
            });
        }
        // Somebody else changed or deleted it: read again.
    }
    Err(refusal::concurrent_modification("The style is being modified by other requests.").into())
}

fn changed(before: &Branding, given: &Given, now_ms: i64) -> Branding {
    let own = given.settings.is_some() || !given.assets.is_empty();
    Branding {
        provided: given.provided || (before.provided && !own),
        settings: match given.provided {
            true => None,
            false => given.settings.clone().or_else(|| before.settings.clone()),
        },
        modified: now_ms,
        ..before.clone()
    }
}

/// The images afterwards.
fn with(mut assets: Vec<Asset>, given: &[Asset]) -> Result<Vec<Asset>> {
    assets.retain(|asset| given.iter().all(|other| other.place != asset.place));
    assets.extend(given.iter().cloned());
    if assets.len() > managed::ASSETS_MAX {
        let max = managed::ASSETS_MAX;
        return Err(refusal::invalid_parameter(format!("A style has at most {max} assets.")).into());
    }
    assets.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(assets)
}
