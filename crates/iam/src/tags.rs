//! Tags of users, roles, policies and providers. Keys differ whatever their case, and are kept as written.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::Tag;
use cognate_store::records::iam_entity::Entity;

use crate::entities::Whose;
use crate::faults;
use crate::paging::{Asked, Page};

const TAGS_MAX: usize = 50;

/// The tags of a request. `InvalidInput`: a key twice, or one that is AWS's.
pub fn accepted(given: &[Tag]) -> Result<Vec<(String, String)>> {
    let mut tags: Vec<(String, String)> = Vec::with_capacity(given.len());
    for Tag { key, value } in given {
        if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
            let text = "The key of a tag must not begin with aws:, which is reserved.";
            return Err(faults::invalid_input(text));
        }
        if tags.iter().any(|(other, _)| is_same(other, key)) {
            return Err(faults::invalid_input(
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            ));
        }
        tags.push((key.clone(), value.clone()));
    }
    Ok(tags)
}

/// The tags as answers show them; None where there are none.
pub fn shown(entity: &Entity) -> Option<Vec<Tag>> {
    let tags: Vec<Tag> = sorted(entity);
    (!tags.is_empty()).then_some(tags)
}

/// Adds tags, and replaces those of the same keys.
///
/// Errors, in order: unknown; a key twice or reserved (`InvalidInput`); more than 50 tags
/// (`LimitExceeded`).
pub async fn tag(caller: &Admin, whose: Whose<'_>, given: &[Tag]) -> Result<()> {
    change(caller, whose, |tags| {
        let given = accepted(given)?;
        tags.retain(|(key, _)| !given.iter().any(|(other, _)| is_same(other, key)));
        tags.extend(given);
        if tags.len() > TAGS_MAX {
            let text = "The number of tags has reached the maximum limit.";
            return Err(faults::limit_exceeded(text));
        }
        Ok(())
    })
    .await
}

/// Takes tags away; keys that are not there are passed over.
pub async fn untag(caller: &Admin, whose: Whose<'_>, keys: &[String]) -> Result<()> {
    change(caller, whose, |tags| {
        tags.retain(|(key, _)| !keys.iter().any(|other| is_same(other, key)));
        Ok(())
    })
    .await
}

/// A page of the tags, by key.
pub async fn page(caller: &Admin, whose: Whose<'_>, asked: Asked<'_>) -> Result<Page<Tag>> {
    let found = whose.found(caller).await?;
    asked.of_all(caller, sorted(&found)).await
}

async fn change(
    caller: &Admin,
    whose: Whose<'_>,
    changed: impl Fn(&mut Vec<(String, String)>) -> Result<()>,
) -> Result<()> {
    for _ in 0..TRIES {
        let mut found = whose.found(caller).await?;
        let before = entity::tags(&found);
        let mut tags = before.clone();
        changed(&mut tags)?;
        if tags == before {
            return Ok(());
        }
        entity::set_tags(&mut found, &tags);
        let change = Change::new(caller).update(&found);
        let target = format!("{} {}", whose.word(), entity::name(&found));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}

fn sorted(entity: &Entity) -> Vec<Tag> {
    let tags = entity::tags(entity).into_iter().map(|(key, value)| Tag { key, value });
    let mut tags: Vec<Tag> = tags.collect();
    tags.sort_by(|a, b| a.key.cmp(&b.key));
    tags
}

fn is_same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}
