//! What the operations on identity providers share.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use cognate_core::{Cx, Result, providers};
use cognate_domain::{Pool, id, provider as rules};
use cognate_shapes::idp::{IdentityProviderType, IdentityProviderTypeType, ProviderDescription};
use cognate_store::records::group::{self, Group};
use cognate_store::records::identity_provider::{self, IdentityProvider};
use cognate_store::records::saml_key;
use cognate_wire::Timestamp;

use crate::document;

/// The pool's provider of this name, as it is in the store.
pub async fn found(cx: &Cx, pool: &Pool, name: &str) -> Result<IdentityProvider> {
    let row = identity_provider::find(cx.store(), pool.key, name).await?;
    row.ok_or_else(|| rules::not_found(name).into())
}

/// The provider in the shape that operations answer.
pub async fn described(
    cx: &Cx,
    pool: &Pool,
    row: &IdentityProvider,
) -> Result<IdentityProviderType> {
    let certificate = match rules::kind_of(&row.document) {
        Some(rules::Kind::Saml) => saml_key::find(cx.store(), pool.key, &row.name).await?,
        _ => None,
    };
    shown(cx, pool, row, certificate.map(|key| key.certificate)).await
}

/// The same, when the certificate of a SAML provider's key is at hand.
pub async fn shown(
    cx: &Cx,
    pool: &Pool,
    row: &IdentityProvider,
    certificate: Option<Vec<u8>>,
) -> Result<IdentityProviderType> {
    let provider = providers::open(cx, row).await?;
    let certificate = certificate.map(|der| BASE64_STANDARD.encode(der));
    let shown = rules::describe(pool, &provider, certificate.as_deref());
    Ok(IdentityProviderType {
        creation_date: Some(Timestamp(row.created)),
        last_modified_date: Some(Timestamp(row.modified)),
        ..document::read(shown)?
    })
}

/// The provider in lists.
pub fn description(row: &IdentityProvider) -> ProviderDescription {
    let kind = rules::kind_of(&row.document).map(rules::Kind::as_str);
    ProviderDescription {
        provider_name: Some(row.name.clone()),
        provider_type: kind.and_then(|kind| kind.parse::<IdentityProviderTypeType>().ok()),
        last_modified_date: Some(Timestamp(row.modified)),
        creation_date: Some(Timestamp(row.created)),
    }
}

/// The group of a new provider's users; `None` when the pool has one of that name.
pub async fn new_group(cx: &Cx, pool: &Pool, provider: &str) -> Result<Option<Group>> {
    let (name, description) = rules::group(pool, provider);
    if group::by_name(cx.store(), pool.key, &name).await?.is_some() {
        return Ok(None);
    }
    let now_ms = cx.now_ms();
    Ok(Some(Group {
        pool: pool.key,
        uid: id::version_4(cx.random().array()),
        name,
        description: Some(description),
        role: None,
        precedence: None,
        created: now_ms,
        modified: now_ms,
        version: 1,
    }))
}
