//! # GetAccountSummary
//!
//! Counts what there is, and names the quotas.
//!
//! Caller: an IAM principal allowed `iam:GetAccountSummary` on `*`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: none of its own.
//!
//! Differences from AWS: certificates and passwords do not exist; the numbers about them are 0.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::GetAccountSummaryResponse;

use crate::account;

pub async fn get_account_summary(caller: Admin, _req: ()) -> Result<GetAccountSummaryResponse> {
    Ok(GetAccountSummaryResponse { summary_map: Some(account::summary(&caller).await?) })
}
