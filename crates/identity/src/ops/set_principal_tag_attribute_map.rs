//! # SetPrincipalTagAttributeMap
//!
//! Says which claims of a provider's tokens become tags of the sessions of its users. The map of that
//! provider is replaced.
//!
//! Caller: an IAM principal allowed `cognito-identity:SetPrincipalTagAttributeMap`.
//!
//! Changes: the provider's map. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException); a provider that the pool does not have,
//! tags that no session could have (InvalidParameterException); others kept changing the pool meanwhile
//! (TooManyRequestsException).
//!
//! Differences from AWS: an OIDC provider may be named by its URL without scheme, too.

use cognate_core::{Admin, Error, Result};
use cognate_domain::identity_pool::{self as rules, TagMap};
use cognate_shapes::identity::{
    SetPrincipalTagAttributeMapInput, SetPrincipalTagAttributeMapResponse,
};

use crate::change::change;
use crate::pools;

pub async fn set_principal_tag_attribute_map(
    caller: Admin,
    req: SetPrincipalTagAttributeMapInput,
) -> Result<SetPrincipalTagAttributeMapResponse> {
    let name = &req.identity_provider_name;
    let site = pools::site(&caller);
    let map = TagMap {
        use_defaults: req.use_defaults.unwrap_or_default(),
        tags: req.principal_tags.clone().unwrap_or_default(),
    };
    change(&caller, &req.identity_pool_id, |pool| {
        if site.tagged(&pool.settings, name).is_none() {
            let text = format!("({name}) is not a configured provider of this identity pool.");
            return Err(Error::invalid_parameter(text));
        }
        Ok((rules::set_tag_map(&pool.document, name, &map)?, ()))
    })
    .await?;
    Ok(SetPrincipalTagAttributeMapResponse {
        identity_pool_id: Some(req.identity_pool_id),
        identity_provider_name: Some(req.identity_provider_name),
        use_defaults: Some(map.use_defaults),
        principal_tags: Some(map.tags),
    })
}
