//! # GetPrincipalTagAttributeMap
//!
//! Shows which claims of a provider's tokens become tags.
//!
//! Caller: an IAM principal allowed `cognito-identity:GetPrincipalTagAttributeMap` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool, a provider without a map (ResourceNotFoundException).
//!
//! Differences from AWS: the map is answered as it was set; the default map is not spelled out.

use cognate_core::{Admin, Error, Result};
use cognate_shapes::identity::{
    GetPrincipalTagAttributeMapInput, GetPrincipalTagAttributeMapResponse,
};

pub async fn get_principal_tag_attribute_map(
    caller: Admin,
    req: GetPrincipalTagAttributeMapInput,
) -> Result<GetPrincipalTagAttributeMapResponse> {
    let pool = caller.identity_pool(&req.identity_pool_id).await?;
    let name = req.identity_provider_name;
    let Some(map) = pool.settings.tag_maps.get(&name) else {
        let text = format!("No principal tag attribute map is set for the provider ({name}).");
        return Err(Error::resource_not_found(text));
    };
    Ok(GetPrincipalTagAttributeMapResponse {
        identity_pool_id: Some(req.identity_pool_id),
        identity_provider_name: Some(name),
        use_defaults: Some(map.use_defaults),
        principal_tags: Some(map.tags.clone()),
    })
}
