//! # DescribeManagedLoginBrandingByClient
//!
//! Shows the style of an app client, as DescribeManagedLoginBranding does.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeManagedLoginBrandingByClient` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; a client without a style.
//!
//! Differences from AWS: as DescribeManagedLoginBranding.

use cognate_core::{Admin, Result};
use cognate_domain::refusal;
use cognate_shapes::idp::{
    DescribeManagedLoginBrandingByClientRequest, DescribeManagedLoginBrandingByClientResponse,
};
use cognate_store::records::branding::{assets, of_client};

use crate::branding::shown;

pub async fn describe_managed_login_branding_by_client(
    caller: Admin,
    req: DescribeManagedLoginBrandingByClientRequest,
) -> Result<DescribeManagedLoginBrandingByClientResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let client = caller.client_of_pool(&pool, &req.client_id).await?;
    let style = of_client(caller.store(), pool.key, &client.client.id).await?;
    let style = style.ok_or_else(|| {
        let id = &client.client.id;
        refusal::resource_not_found(format!(
            "Managed login branding does not exist for app client {id}."
        ))
    })?;
    let assets = assets(caller.store(), pool.key, style.id).await?;
    let merged = req.return_merged_resources.unwrap_or(false);
    Ok(DescribeManagedLoginBrandingByClientResponse {
        managed_login_branding: Some(shown(&pool, &style, assets, merged)),
    })
}
