//! What AdminLinkProviderForUser and AdminDisableProviderForUser share.

use cognate_core::{Cx, Error, Result};
use cognate_domain::identity::{Given, SUBJECT, Source};
use cognate_domain::provider::Provider;
use cognate_domain::{Pool, User, refusal};
use cognate_shapes::idp::ProviderUserIdentifierType;

use crate::providers;

/// The parts of a user at a provider; `what` is the request's member.
pub fn given<'a>(what: &str, user: &'a ProviderUserIdentifierType) -> Result<Given<'a>> {
    Ok(Given::of(
        what,
        user.provider_name.as_deref(),
        user.provider_attribute_name.as_deref(),
        user.provider_attribute_value.as_deref(),
    )?)
}

/// The provider that is named, as it is in the store: it may just have been made on another node.
pub async fn provider(cx: &Cx, pool: &Pool, given: &Given<'_>) -> Result<Provider> {
    let row = providers::found(cx, pool, given.provider).await?;
    cognate_core::providers::open(cx, &row).await
}

/// The user that a link is to end at.
pub async fn destination(cx: &Cx, pool: &Pool, given: &Given<'_>) -> Result<User> {
    if given.is_local() {
        return cx.user(pool, given.value).await;
    }
    let provider = provider(cx, pool, given).await?;
    let user = cx.user_of_subject(pool, &provider.name, given.value).await?;
    user.ok_or_else(no_user)
}

/// The source of a link that was made, whatever the provider maps by now.
pub fn former_source(provider: &Provider, given: &Given) -> Result<Source> {
    let attribute = match given.attribute {
        Some(SUBJECT) => None,
        Some(name) if !provider.kind.is_social() => Some(name.to_owned()),
        _ => {
            subject_only(given)?;
            None
        }
    };
    Ok(Source {
        provider: provider.name.clone(),
        kind: provider.kind,
        issuer: None,
        attribute,
        value: given.value.to_owned(),
    })
}

/// Users of the pool itself and of social providers are named by their subject.
pub fn subject_only(given: &Given) -> Result<()> {
    if given.attribute == Some(SUBJECT) {
        return Ok(());
    }
    Err(Error::invalid_parameter(format!(
        "Invalid User: ProviderAttributeName must be {SUBJECT} for users of {}.",
        given.provider
    )))
}

pub fn no_user() -> Error {
    refusal::user_not_found("User does not exist.").into()
}

pub fn local_source() -> Error {
    Error::invalid_parameter(
        "Invalid SourceUser: Cognito users with a username/password may not be passed in as a \
         SourceUser, only as a DestinationUser",
    )
}
