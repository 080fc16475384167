//! # GetUICustomization
//!
//! Shows style sheet and logo of the classic pages: the client's, or else those for all clients. An
//! empty object when there are none.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetUICustomization` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it.
//!
//! Differences from AWS: `CSSVersion` is the time of the last change; `ImageUrl` leads to the pool's
//! prefix domain, and is absent without one.

use cognate_core::{Admin, Result};
use cognate_domain::branding::classic;
use cognate_shapes::idp::{
    GetUICustomizationRequest, GetUICustomizationResponse, UICustomizationType,
};
use cognate_store::records::ui_customization;

use crate::ui_customization::shown;

pub async fn get_ui_customization(
    caller: Admin,
    req: GetUICustomizationRequest,
) -> Result<GetUICustomizationResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let client = req.client_id.as_deref().unwrap_or(classic::ALL);
    if client != classic::ALL {
        caller.client_of_pool(&pool, client).await?;
    }
    let found = ui_customization::find(caller.store(), pool.key, client, classic::ALL).await?;
    let ui_customization = match found {
        Some(look) => shown(&caller, &pool, look).await?,
        None => UICustomizationType::default(),
    };
    Ok(GetUICustomizationResponse { ui_customization })
}
