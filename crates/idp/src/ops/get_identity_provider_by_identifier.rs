//! # GetIdentityProviderByIdentifier
//!
//! Shows the identity provider that has an identifier.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetIdentityProviderByIdentifier` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; an identifier that no provider has.
//!
//! Differences from AWS: the text of the error about an unknown identifier.

use cognate_core::{Admin, Result};
use cognate_domain::provider as rules;
use cognate_shapes::idp::{
    GetIdentityProviderByIdentifierRequest, GetIdentityProviderByIdentifierResponse,
};
use cognate_store::records::idp_identifier;

use crate::providers;

pub async fn get_identity_provider_by_identifier(
    caller: Admin,
    req: GetIdentityProviderByIdentifierRequest,
) -> Result<GetIdentityProviderByIdentifierResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let identifier = &req.idp_identifier;
    let name = idp_identifier::provider(caller.store(), pool.key, identifier).await?;
    let name = name.ok_or_else(|| rules::not_found(identifier))?;
    let row = providers::found(&caller, &pool, &name).await?;
    let identity_provider = providers::described(&caller, &pool, &row).await?;
    Ok(GetIdentityProviderByIdentifierResponse { identity_provider })
}
