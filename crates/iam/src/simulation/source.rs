//! The user, group or role whose policies a simulation takes.

use std::sync::Arc;

use cognate_core::iam::{Held, Subject, arn, entity};
use cognate_core::{Cx, Result};

use crate::entities::Whose;
use crate::faults;

pub enum Source {
    /// A user or a role.
    Subject(Arc<Subject>),
    /// Its ARN and what its members hold through it.
    Group(String, Arc<Vec<Arc<Held>>>),
}

impl Source {
    /// Errors, in order: the ARN of anything else (`InvalidInput`); nobody goes by it (`NoSuchEntity`).
    pub async fn find(cx: &Cx, source_arn: &str) -> Result<Source> {
        let invalid = || {
            faults::invalid_input(format!(
                "Invalid Entity Arn: {source_arn} does not clearly define entity type and name."
            ))
        };
        let named = arn::parse(source_arn).ok_or_else(invalid)?;
        let whose = match named.kind {
            "user" => Whose::User(named.name),
            "role" => Whose::Role(named.name),
            "group" => Whose::Group(named.name),
            _ => return Err(invalid()),
        };
        let found = match whose {
            Whose::User(name) => cx.iam_user(name).await?.map(Source::Subject),
            Whose::Role(name) => cx.iam_role(name).await?.map(Source::Subject),
            _ => {
                let group = whose.found(cx).await?;
                let held = cx.iam_held_by_group(&group.id).await?;
                Some(Source::Group(entity::arn(&cx.config().account, &group), held))
            }
        };
        found.filter(|found| found.arn() == source_arn).ok_or_else(|| whose.unknown())
    }

    pub fn arn(&self) -> &str {
        match self {
            Source::Subject(subject) => &subject.arn,
            Source::Group(arn, _) => arn,
        }
    }

    /// The user's or role's own policies, the attached ones, and those of the user's groups.
    pub fn policies(&self) -> &[Arc<Held>] {
        match self {
            Source::Subject(subject) => &subject.policies,
            Source::Group(_, held) => held,
        }
    }

    pub fn boundary(&self) -> Option<&Held> {
        match self {
            Source::Subject(subject) => subject.boundary.as_deref(),
            Source::Group(..) => None,
        }
    }
}
