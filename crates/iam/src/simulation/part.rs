//! One policy of a simulation, under the name that results give it.

use std::collections::BTreeMap;

use cognate_access::policy::{Attached, Kind, OfResource, Policy};
use cognate_core::Result;
use cognate_core::iam::{Held, PARTITION, Source, arn};
use cognate_shapes::iam::PolicySourceType;

use super::parsed;
use crate::faults;

pub struct Part {
    /// `SourcePolicyId`
    pub id: String,
    pub kind: PolicySourceType,
    pub document: String,
    pub policy: Policy,
}

impl Part {
    /// An identity policy that came with the request. `InvalidInput` when it does not parse.
    pub fn input(id: String, document: &str) -> Result<Part> {
        let policy = parsed(&id, document, Kind::Identity)?;
        Ok(Part { id, kind: PolicySourceType::None, document: document.to_owned(), policy })
    }

    /// What every resource is taken to say. `InvalidInput` when it does not parse.
    pub fn of_resource(document: &str) -> Result<Part> {
        let id = "ResourcePolicy".to_owned();
        let policy = parsed(&id, document, Kind::Resource)?;
        Ok(Part { id, kind: PolicySourceType::Resource, document: document.to_owned(), policy })
    }

    /// A policy that somebody holds: inline ones are called `user_<user>_<policy>`, managed ones by their
    /// names. `PolicyEvaluation` for a stored one that no longer parses.
    pub fn held(held: &Held) -> Result<Part> {
        let inline = |word: &str, name: &str| format!("{word}_{name}_{}", held.id);
        let managed = || arn::parse(&held.id).map_or(&*held.id, |named| named.name).to_owned();
        let (id, kind) = match &held.source {
            Source::OfUser(name) => (inline("user", name), PolicySourceType::User),
            Source::OfGroup(name) => (inline("group", name), PolicySourceType::Group),
            Source::OfRole(name) => (inline("role", name), PolicySourceType::Role),
            Source::Managed => (managed(), PolicySourceType::UserManaged),
            Source::Aws => (managed(), PolicySourceType::AwsManaged),
            Source::Trust => (held.id.clone(), PolicySourceType::Resource),
        };
        let policy = Policy::parse(&held.document, Kind::Identity, PARTITION);
        let broken =
            |refused| faults::policy_evaluation(format!("{id} is stored broken: {refused}"));
        let policy = policy.map_err(broken)?;
        Ok(Part { id, kind, document: held.document.clone(), policy })
    }

    pub fn attached(&self) -> Attached<'_> {
        Attached { id: &self.id, policy: &self.policy }
    }

    pub fn own_say(&self) -> OfResource<'_> {
        OfResource::Policy(self.attached())
    }
}

/// `PolicyInputList` of a request. `InvalidInput` when one does not parse.
pub fn inputs(documents: &[String]) -> Result<Vec<Part>> {
    let numbered = documents.iter().enumerate();
    numbered
        .map(|(at, document)| Part::input(format!("PolicyInputList.{}", at + 1), document))
        .collect()
}

/// The condition keys that policies depend on, each as it is written first, in the order of names.
pub fn context_keys<'p>(parts: impl Iterator<Item = &'p Part>) -> Vec<String> {
    let mut keys = BTreeMap::new();
    for key in parts.flat_map(|part| part.policy.context_keys()) {
        keys.entry(key.to_lowercase()).or_insert_with(|| key.to_owned());
    }
    keys.into_values().collect()
}
