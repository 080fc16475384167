//! # ListAccountAliases
//!
//! Shows the alias of the account, if it has one.
//!
//! Caller: an IAM principal allowed `iam:ListAccountAliases` on `*`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a `Marker` that this list did not give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListAccountAliasesRequest, ListAccountAliasesResponse};

use crate::account;
use crate::paging::Asked;

pub async fn list_account_aliases(
    caller: Admin,
    req: ListAccountAliasesRequest,
) -> Result<ListAccountAliasesResponse> {
    let asked = Asked::new(req.marker.as_deref(), req.max_items, "");
    let alias = account::alias(account::find(&caller).await?.as_ref());
    let page = asked.of_all(&caller, alias.into_iter().collect()).await?;
    Ok(ListAccountAliasesResponse {
        is_truncated: page.is_truncated(),
        account_aliases: page.items,
        marker: page.marker,
    })
}
