//! New names and paths of users and groups.

use serde_json::json;

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_store::records::iam_entity;

use crate::entities::{Whose, taken};

/// What is left out stays as it is.
///
/// Errors, in order: unknown (`NoSuchEntity`); the new name is somebody else's (`EntityAlreadyExists`).
pub async fn rename(
    caller: &Admin,
    whose: Whose<'_>,
    name: Option<&str>,
    path: Option<&str>,
) -> Result<()> {
    for _ in 0..TRIES {
        let mut found = whose.found(caller).await?;
        let before = entity::name(&found).to_owned();
        if let Some(name) = name {
            let namesake = iam_entity::find(caller.store(), found.kind, name).await?;
            if namesake.is_some_and(|other| other.id != found.id) {
                return Err(taken(found.kind, name));
            }
            entity::rename(&mut found, name);
        }
        if let Some(path) = path {
            found.document.insert("Path".to_owned(), json!(path));
        }
        let change = Change::new(caller).update(&found);
        let target = format!("{} {before}: {}", whose.word(), entity::name(&found));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
