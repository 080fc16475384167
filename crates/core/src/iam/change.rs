//! Changing IAM: read, decide, and write on condition that what was decided on is still so.
//!
//! The rules of a change: every entity whose document, or whose links as their holder, change is updated
//! on its version; whatever a new link leads to is touched. So of a deletion and a link only one happens.

use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::config_change::ConfigChange;
use cognate_store::records::iam_entity::{self, Entity};
use cognate_store::records::iam_link::{self, Link, Relation};

use crate::call::Principal;
use crate::cx::Cx;
use crate::error::Result;
use crate::{audit, configuration};

/// How often a change is decided anew when somebody else was faster.
pub const TRIES: usize = 8;

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Done {
    Committed,
    /// Something is not as it was read: read again and decide anew.
    Moved,
}

/// What is written together, with an audit row.
pub struct Change<'a> {
    cx: &'a Cx,
    batch: Batch,
    changes: Vec<ConfigChange>,
}

impl<'a> Change<'a> {
    pub fn new(cx: &'a Cx) -> Change<'a> {
        Change { cx, batch: Batch::new(), changes: vec![configuration::iam(cx)] }
    }

    /// A new entity; its name must be free.
    #[must_use]
    pub fn insert(self, entity: &Entity) -> Self {
        self.with(iam_entity::insert(entity))
    }

    /// The entity with another document or name. `after` carries the version that was read. Once per
    /// entity, also when only its links change.
    #[must_use]
    pub fn update(self, after: &Entity) -> Self {
        let after = Entity { modified: self.cx.now_ms(), ..after.clone() };
        self.with(iam_entity::update(&after, after.version))
    }

    /// `seen` holds nothing, and nothing holds it.
    #[must_use]
    pub fn delete(self, seen: &Entity) -> Self {
        self.with(iam_entity::delete(seen))
    }

    /// `holder` is updated in the same change; `target` is the entity behind it, unless that is AWS's.
    #[must_use]
    pub fn link(
        self,
        relation: Relation,
        holder: &Entity,
        target: &str,
        entity: Option<&Entity>,
    ) -> Self {
        let link = Link { at: self.cx.now_ms(), ..link(relation, holder, target) };
        let linked = self.with(iam_link::insert(&link));
        match entity {
            Some(entity) => linked.with(iam_entity::touch(&entity.id)),
            None => linked,
        }
    }

    /// `holder` is updated in the same change.
    #[must_use]
    pub fn unlink(self, relation: Relation, holder: &Entity, target: &str) -> Self {
        self.with(iam_link::delete(&link(relation, holder, target)))
    }

    /// A further statement, whose demand means "as read" too.
    #[must_use]
    pub fn with(mut self, statement: Statement) -> Self {
        self.batch.push(statement);
        self
    }

    /// The access key changes, too.
    #[must_use]
    pub fn of_key(mut self, key_id: &str) -> Self {
        self.changes.push(configuration::access_key(self.cx, key_id));
        self
    }

    /// `target` names what is changed in the audit row, without secrets.
    pub async fn commit(mut self, principal: &Principal, target: &str) -> Result<Done> {
        self.batch.push(audit::event(self.cx, principal, None, target));
        match configuration::write(self.cx, self.batch, &self.changes).await? {
            Outcome::Committed => Ok(Done::Committed),
            Outcome::Unmet(_) => Ok(Done::Moved),
        }
    }
}

fn link(relation: Relation, holder: &Entity, target: &str) -> Link {
    Link {
        relation,
        target: target.to_owned(),
        kind: holder.kind,
        holder: holder.id.clone(),
        at: 0,
    }
}
