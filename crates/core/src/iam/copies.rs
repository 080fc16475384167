//! Copies of IAM's records, compiled.

use std::sync::Arc;

use moka::sync::Cache;

use cognate_store::records::iam_entity::{Entity, Kind};

use super::{Held, Subject, SubjectKind};
use crate::saml::Metadata;

pub struct Copies {
    /// By unique id.
    pub subjects: Cache<String, Arc<Subject>>,
    /// The ids of users and roles by their names, in lower case.
    pub ids: Cache<(SubjectKind, String), String>,
    /// What the members of a group hold through it, by the group's id.
    pub groups: Cache<String, Arc<Vec<Arc<Held>>>>,
    /// The customer's managed policies by ARN: their default versions.
    pub policies: Cache<String, Arc<Held>>,
    pub entities: Cache<(Kind, String), Arc<Entity>>,
    /// What the metadata of SAML providers says, by their ids and versions: anyone may have it looked at,
    /// and a document may be of a megabyte.
    pub saml_metadata: Cache<(String, i64), Arc<Metadata>>,
}

impl Copies {
    pub fn new(entries_max: u64) -> Copies {
        Copies {
            subjects: Cache::new(entries_max),
            ids: Cache::new(entries_max),
            groups: Cache::new(entries_max),
            policies: Cache::new(entries_max),
            entities: Cache::new(entries_max),
            saml_metadata: Cache::new(entries_max),
        }
    }

    pub fn forget_all(&self) {
        self.subjects.invalidate_all();
        self.ids.invalidate_all();
        self.groups.invalidate_all();
        self.policies.invalidate_all();
        self.entities.invalidate_all();
        self.saml_metadata.invalidate_all();
    }
}
