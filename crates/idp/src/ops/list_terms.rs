//! # ListTerms
//!
//! Lists the terms documents of a pool, in pages of at most 60, in the order of their ids.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListTerms` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a `NextToken` that this list did not give, or gave over an hour ago
//! (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_domain::id;
use cognate_shapes::idp::{
    ListTermsRequest, ListTermsResponse, TermsDescriptionType, TermsEnforcementType,
};
use cognate_store::records::terms;
use cognate_wire::Timestamp;

use crate::listing;

pub async fn list_terms(caller: Admin, req: ListTermsRequest) -> Result<ListTermsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let list = Listing { pool: pool.key, filter: "" };
    let after = list.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(page_token::array).transpose()?;
    let page = listing::page(req.max_results);
    let mut found = terms::page(caller.store(), pool.key, after, page + 1).await?;
    let next_token = list.cut(&caller, &mut found, page, |terms| &terms.id).await?;
    let described = found.into_iter().map(|terms| TermsDescriptionType {
        terms_id: id::uuid(&terms.id),
        terms_name: terms.name,
        enforcement: TermsEnforcementType::None,
        creation_date: Timestamp(terms.created),
        last_modified_date: Timestamp(terms.modified),
    });
    Ok(ListTermsResponse { terms: described.collect(), next_token })
}
