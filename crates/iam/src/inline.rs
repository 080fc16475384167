//! Inline policies of users, roles and groups. Their names are told apart by case.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_store::records::iam_entity::Entity;

use crate::entities::{Whose, encoded};
use crate::paging::{Asked, Page};
use crate::{documents, faults, roles};

/// Adds a policy, or replaces the one of that name.
///
/// Errors, in order: a document that is no policy (`MalformedPolicyDocument`); an unknown user, role or
/// group (`NoSuchEntity`); a role that a service owns (`UnmodifiableEntity`); the policies are too long
/// together (`LimitExceeded`).
pub async fn put(caller: &Admin, whose: Whose<'_>, name: &str, document: &str) -> Result<()> {
    documents::identity(document)?;
    change(caller, whose, name, |holder| {
        entity::set_inline(holder, name, Some(document));
        documents::inline_fit(holder)
    })
    .await
}

/// Errors, in order: an unknown user, role or group; a role that a service owns (`UnmodifiableEntity`);
/// no policy of that name (`NoSuchEntity`).
pub async fn delete(caller: &Admin, whose: Whose<'_>, name: &str) -> Result<()> {
    change(caller, whose, name, |holder| {
        if find(holder, name).is_none() {
            return Err(unknown(whose, name));
        }
        entity::set_inline(holder, name, None);
        Ok(())
    })
    .await
}

/// The holder's name as written, and the policy's document, encoded.
///
/// Errors, in order: an unknown user, role or group; no policy of that name (`NoSuchEntity`).
pub async fn get(caller: &Admin, whose: Whose<'_>, name: &str) -> Result<(String, String)> {
    let holder = whose.found(caller).await?;
    let document = find(&holder, name).ok_or_else(|| unknown(whose, name))?;
    Ok((entity::name(&holder).to_owned(), encoded(document)))
}

/// A page of the policies' names.
pub async fn page(caller: &Admin, whose: Whose<'_>, asked: Asked<'_>) -> Result<Page<String>> {
    let holder = whose.found(caller).await?;
    let names = entity::inline(&holder).map(|(name, _)| name.to_owned()).collect();
    asked.of_all(caller, names).await
}

fn find<'a>(holder: &'a Entity, name: &str) -> Option<&'a str> {
    entity::inline(holder).find(|(other, _)| *other == name).map(|(_, document)| document)
}

fn unknown(whose: Whose<'_>, name: &str) -> Error {
    let word = whose.word();
    faults::no_such_entity(format!("The {word} policy with name {name} cannot be found."))
}

async fn change(
    caller: &Admin,
    whose: Whose<'_>,
    name: &str,
    changed: impl Fn(&mut Entity) -> Result<()>,
) -> Result<()> {
    for _ in 0..TRIES {
        let mut holder = whose.found(caller).await?;
        roles::modifiable(&holder)?;
        changed(&mut holder)?;
        let change = Change::new(caller).update(&holder);
        let target = format!("{} {}: {name}", whose.word(), entity::name(&holder));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
