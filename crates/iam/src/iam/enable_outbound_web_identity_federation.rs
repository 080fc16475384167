//! # EnableOutboundWebIdentityFederation
//!
//! Lets principals of the account have tokens of `sts:GetWebIdentityToken`, and says who issues them.
//!
//! Caller: an IAM principal allowed `iam:EnableOutboundWebIdentityFederation` on `*`.
//!
//! Changes: the account. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: it is enabled already (FeatureEnabled); others kept changing the account meanwhile
//! (Throttling).
//!
//! Differences from AWS: the issuer is an address of this installation.

use cognate_core::iam::outbound;
use cognate_core::web_identity::outbound_issuer;
use cognate_core::{Admin, Result};
use cognate_shapes::iam::EnableOutboundWebIdentityFederationResponse;

use crate::{account, faults};

pub async fn enable_outbound_web_identity_federation(
    caller: Admin,
    _req: (),
) -> Result<EnableOutboundWebIdentityFederationResponse> {
    account::change(&caller, |account| match outbound::turn(account, true) {
        false => Ok(()),
        true => Err(faults::feature_enabled()),
    })
    .await?;
    let issuer_identifier = Some(outbound_issuer(&caller));
    Ok(EnableOutboundWebIdentityFederationResponse { issuer_identifier })
}
