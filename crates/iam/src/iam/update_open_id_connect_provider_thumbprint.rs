//! # UpdateOpenIDConnectProviderThumbprint
//!
//! Replaces the thumbprints of an OIDC provider.
//!
//! Caller: an IAM principal allowed `iam:UpdateOpenIDConnectProviderThumbprint` on the provider.
//!
//! Changes: the provider. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no OIDC provider (InvalidInput); an unknown provider (NoSuchEntity); more
//! than 5 thumbprints, or one that is not hexadecimal (InvalidInput); others kept changing the provider
//! meanwhile (Throttling).
//!
//! Differences from AWS: thumbprints are kept and decide nothing: connections to providers trust the
//! public authorities, or the operator's.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::UpdateOpenIDConnectProviderThumbprintRequest;

use crate::entities::Whose;
use crate::providers;

pub async fn update_open_id_connect_provider_thumbprint(
    caller: Admin,
    req: UpdateOpenIDConnectProviderThumbprintRequest,
) -> Result<()> {
    let whose = Whose::OidcProvider(&req.open_id_connect_provider_arn);
    let set = |provider: &mut _| providers::set_thumbprints(provider, &req.thumbprint_list);
    providers::change(&caller, whose, set).await
}
