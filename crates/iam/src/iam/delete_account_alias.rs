//! # DeleteAccountAlias
//!
//! Takes the alias from the account.
//!
//! Caller: an IAM principal allowed `iam:DeleteAccountAlias` on `*`.
//!
//! Changes: the account. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: the account has another alias, or none (NoSuchEntity); others kept changing the
//! account meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DeleteAccountAliasRequest;

use crate::{account, faults};

pub async fn delete_account_alias(caller: Admin, req: DeleteAccountAliasRequest) -> Result<()> {
    account::change(&caller, |account| {
        let alias = &req.account_alias;
        if account::alias(Some(account)).as_ref() != Some(alias) {
            let text = format!("The account alias with name {alias} cannot be found.");
            return Err(faults::no_such_entity(text));
        }
        account.document.remove("AccountAlias");
        Ok(())
    })
    .await
}
