//! What the operations on user pools share.

use serde_json::Value as Json;

use cognate_access::arn::Arn;
use cognate_core::{Cx, Error, Result};
use cognate_domain::domain_name::Kind;
use cognate_domain::pool::{self, Head};
use cognate_domain::{Map, Pool};
use cognate_shapes::idp::{EncryptionKeyType, KeyConfigurationType, UserPoolType};
use cognate_store::records::user_count;
use cognate_wire::Timestamp;

use crate::document;

/// How often a change is decided anew when the record moved meanwhile.
pub const TRIES: usize = 8;

/// The pool as CreateUserPool and DescribeUserPool show it.
pub async fn described(cx: &Cx, pool: &Pool) -> Result<UserPoolType> {
    let arn = Arn::user_pool(&pool.region, &cx.config().account, &pool.id).to_string();
    let users = user_count::sum(cx.store(), pool.key).await?;
    let shown: UserPoolType = document::read(pool::describe(pool, &arn, users.max(0)))?;
    let domains = cx.domains_of(pool).await?;
    let domain = |kind| {
        let domain = domains.iter().find(|domain| domain.kind() == kind);
        domain.map(|domain| domain.name.clone())
    };
    Ok(UserPoolType {
        domain: domain(Kind::Prefix),
        custom_domain: domain(Kind::Custom),
        creation_date: Some(Timestamp(pool.created)),
        last_modified_date: Some(Timestamp(pool.modified)),
        ..shown
    })
}

/// The pool with another document, modified now.
pub fn changed(pool: &Pool, document: Map, now_ms: i64) -> Result<Pool> {
    let head = Head {
        key: pool.key,
        id: pool.id.clone(),
        region: pool.region.clone(),
        version: pool.version,
        created: pool.created,
        modified: now_ms,
        deleting: false,
        fold_version: pool.fold_version,
    };
    Pool::assemble(head, document).map_err(Error::internal)
}

/// Rows at rest are under the installation's own key: promising another would be a lie.
pub fn check_key(given: Option<&KeyConfigurationType>) -> Result<()> {
    let customers =
        given.is_some_and(|key| key.key_type == Some(EncryptionKeyType::CustomerManagedKey));
    if customers {
        return Err(Error::invalid_parameter(
            "KeyType CUSTOMER_MANAGED_KEY is not available: this installation encrypts with its own \
             key.",
        ));
    }
    Ok(())
}

/// The operator may allow fewer custom attributes than AWS's 50, which the rules check themselves.
pub fn check_custom_attributes(cx: &Cx, pool: &Pool) -> Result<()> {
    let max = cx.config().limits.custom_attributes_max;
    let attributes = pool.document.get("SchemaAttributes").and_then(Json::as_array);
    let is_custom = |attribute: &&Json| {
        let name = attribute["Name"].as_str().unwrap_or_default();
        name.starts_with("custom:") || name.starts_with("dev:")
    };
    if attributes.into_iter().flatten().filter(is_custom).count() > max {
        return Err(Error::invalid_parameter(format!(
            "The user pool can have at most {max} custom attributes."
        )));
    }
    Ok(())
}
