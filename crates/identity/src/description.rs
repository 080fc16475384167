//! An identity as administrators see it.

use cognate_core::identity_pools::IdentityPool;
use cognate_domain::identity_pool as rules;
use cognate_shapes::identity::IdentityDescription;
use cognate_store::records::identity::Identity;
use cognate_wire::Timestamp;

/// With each provider once, however many identifiers a developer gave it; no subjects.
pub fn described(pool: &IdentityPool, identity: &Identity) -> IdentityDescription {
    let mut logins: Vec<String> =
        identity.logins.iter().map(|login| login.provider.clone()).collect();
    logins.sort_unstable();
    logins.dedup();
    IdentityDescription {
        identity_id: Some(rules::id(&pool.head.region, &identity.id)),
        logins: Some(logins).filter(|logins| !logins.is_empty()),
        creation_date: Some(Timestamp(identity.created)),
        last_modified_date: Some(Timestamp(identity.modified)),
    }
}
