//! # CreateAccountAlias
//!
//! Gives the account an alias, in place of another.
//!
//! Caller: an IAM principal allowed `iam:CreateAccountAlias` on `*`.
//!
//! Changes: the account. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: the account has this alias (EntityAlreadyExists); others kept changing the account
//! meanwhile (Throttling).
//!
//! Differences from AWS: an alias is unique in this installation, which has one account. Nothing goes by
//! it.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::CreateAccountAliasRequest;

use crate::{account, faults};

pub async fn create_account_alias(caller: Admin, req: CreateAccountAliasRequest) -> Result<()> {
    account::change(&caller, |account| {
        let alias = &req.account_alias;
        if account::alias(Some(account)).as_ref() == Some(alias) {
            let text = format!("The account alias {alias} already exists.");
            return Err(faults::already_exists(text));
        }
        account.document.insert("AccountAlias".to_owned(), alias.as_str().into());
        Ok(())
    })
    .await
}
