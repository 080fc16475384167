//! What stands in the way of deleting users, roles and groups.

use cognate_core::iam::{Change, entity};
use cognate_core::{Cx, Result};
use cognate_store::records::iam_entity::Entity;
use cognate_store::records::iam_link::Relation;

use crate::{attachments, boundaries, faults};

/// `DeleteConflict`: policies are attached; there are inline policies.
pub async fn without_policies(cx: &Cx, holder: &Entity) -> Result<()> {
    if !attachments::arns(cx, holder).await?.is_empty() {
        let text = "Cannot delete entity, must detach all policies first.";
        return Err(faults::delete_conflict(text));
    }
    if entity::inline(holder).next().is_some() {
        let text = "Cannot delete entity, must delete policies first.";
        return Err(faults::delete_conflict(text));
    }
    Ok(())
}

/// A boundary goes with its holder.
pub async fn without_boundary<'a>(cx: &'a Cx, holder: &Entity) -> Result<Change<'a>> {
    let change = Change::new(cx);
    Ok(match boundaries::of(cx, holder).await? {
        Some(arn) => change.unlink(Relation::Boundary, holder, &arn),
        None => change,
    })
}
