//! # DisableOutboundWebIdentityFederation
//!
//! Ends what `EnableOutboundWebIdentityFederation` allowed. Tokens that are out stay valid until they
//! expire.
//!
//! Caller: an IAM principal allowed `iam:DisableOutboundWebIdentityFederation` on `*`.
//!
//! Changes: the account. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: it is not enabled (FeatureDisabled); others kept changing the account meanwhile
//! (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::outbound;
use cognate_core::{Admin, Result};

use crate::{account, faults};

pub async fn disable_outbound_web_identity_federation(caller: Admin, _req: ()) -> Result<()> {
    account::change(&caller, |account| match outbound::turn(account, false) {
        true => Ok(()),
        false => Err(faults::feature_disabled()),
    })
    .await
}
