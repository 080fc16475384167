//! What the operations on terms documents share.

use cognate_core::{Cx, Result};
use cognate_domain::{Pool, Refusal, id, refusal};
use cognate_shapes::idp::{TermsEnforcementType, TermsSourceType, TermsType};
use cognate_store::records::terms::{self, Terms};
use cognate_wire::Timestamp;

/// The document of this id.
pub async fn found(cx: &Cx, pool: &Pool, text: &str) -> Result<Terms> {
    let terms = match id::parse_uuid(text) {
        Some(id) => terms::find(cx.store(), pool.key, id).await?,
        None => None,
    };
    terms.ok_or_else(|| not_found(text).into())
}

pub fn not_found(what: &str) -> Refusal {
    refusal::resource_not_found(format!("Terms {what} do not exist."))
}

pub fn exists(name: &str) -> Refusal {
    refusal::terms_exists(format!("The app client already has terms named {name}."))
}

/// The document in the shape that operations answer.
pub fn shown(pool: &Pool, terms: Terms) -> TermsType {
    TermsType {
        terms_id: id::uuid(&terms.id),
        user_pool_id: pool.id.clone(),
        client_id: terms.client,
        terms_name: terms.name,
        // The only ones there are.
        terms_source: TermsSourceType::Link,
        enforcement: TermsEnforcementType::None,
        links: terms.links,
        creation_date: Timestamp(terms.created),
        last_modified_date: Timestamp(terms.modified),
    }
}
