//! # GetAccessKeyInfo
//!
//! Says which account an access key id belongs to. Ids carry their account, so keys of other accounts,
//! and keys that do not exist any more, are answered too.
//!
//! Caller: an IAM principal allowed `sts:GetAccessKeyInfo`.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an id that carries no account and is no key of this installation (ValidationError).
//!
//! Differences from AWS: accounts of ids from before 2019, which do not carry them, are known for keys
//! of this installation only.

use cognate_access::access_key::account_of_access_key;
use cognate_core::{Admin, Error, Result};
use cognate_shapes::sts::{GetAccessKeyInfoRequest, GetAccessKeyInfoResponse};

pub async fn get_access_key_info(
    caller: Admin,
    req: GetAccessKeyInfoRequest,
) -> Result<GetAccessKeyInfoResponse> {
    let account = match account_of_access_key(&req.access_key_id) {
        Some(account) => account,
        None => {
            let known = caller.access_key(&req.access_key_id).await?;
            let text = "The access key id is of no known account.";
            known
                .map(|_| caller.config().account.clone())
                .ok_or(Error::new("ValidationError", text))?
        }
    };
    Ok(GetAccessKeyInfoResponse { account: Some(account) })
}
