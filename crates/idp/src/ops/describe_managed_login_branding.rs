//! # DescribeManagedLoginBranding
//!
//! Shows a style and its images, with `ReturnMergedResources` laid over Cognito's own settings.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeManagedLoginBranding` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown style of it.
//!
//! Differences from AWS: merged settings are Cognate's own defaults, which have AWS's colours and not
//! all of its members; there are no images of Cognito's own to merge.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{
    DescribeManagedLoginBrandingRequest, DescribeManagedLoginBrandingResponse,
};
use cognate_store::records::branding::assets;

use crate::branding::{found, shown};

pub async fn describe_managed_login_branding(
    caller: Admin,
    req: DescribeManagedLoginBrandingRequest,
) -> Result<DescribeManagedLoginBrandingResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let style = found(&caller, &pool, &req.managed_login_branding_id).await?;
    let assets = assets(caller.store(), pool.key, style.id).await?;
    let merged = req.return_merged_resources.unwrap_or(false);
    Ok(DescribeManagedLoginBrandingResponse {
        managed_login_branding: Some(shown(&pool, &style, assets, merged)),
    })
}
