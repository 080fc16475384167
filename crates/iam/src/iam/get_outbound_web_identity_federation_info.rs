//! # GetOutboundWebIdentityFederationInfo
//!
//! Says who issues the tokens of `sts:GetWebIdentityToken`.
//!
//! Caller: an IAM principal allowed `iam:GetOutboundWebIdentityFederationInfo` on `*`.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: outbound web identity federation is not enabled (FeatureDisabled).
//!
//! Differences from AWS: the issuer is an address of this installation.

use cognate_core::iam::outbound;
use cognate_core::web_identity::outbound_issuer;
use cognate_core::{Admin, Result};
use cognate_shapes::iam::GetOutboundWebIdentityFederationInfoResponse;

use crate::faults;

pub async fn get_outbound_web_identity_federation_info(
    caller: Admin,
    _req: (),
) -> Result<GetOutboundWebIdentityFederationInfoResponse> {
    if !outbound::is_enabled(&caller).await? {
        return Err(faults::feature_disabled());
    }
    Ok(GetOutboundWebIdentityFederationInfoResponse {
        issuer_identifier: Some(outbound_issuer(&caller)),
        jwt_vending_enabled: Some(true),
    })
}
