//! Which attributes of a user a list shows.

use crate::attribute::Schema;
use crate::{Refusal, User, refusal};

/// `AttributesToGet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    All,
    /// With the names that a user must have to be listed at all.
    Only {
        names: Vec<String>,
        demanded: Vec<String>,
    },
}

impl Shown {
    /// Refuses an empty list, and names that the pool does not have.
    pub fn read(schema: &Schema, names: Option<&[String]>) -> Result<Shown, Refusal> {
        let Some(names) = names else { return Ok(Shown::All) };
        if names.is_empty() {
            return Err(refusal::invalid_parameter("AttributesToGet must not be empty."));
        }
        let mut demanded = Vec::new();
        for name in names {
            let attribute = schema.get(name).ok_or_else(|| {
                refusal::invalid_parameter("One or more requested attributes do not exist.")
            })?;
            if attribute.required && name != "sub" {
                demanded.push(name.clone());
            }
        }
        Ok(Shown::Only { names: names.to_vec(), demanded })
    }

    /// The attributes shown, `sub` first. `None`: the user lacks a required attribute that was asked
    /// for, and is left out.
    pub fn of(&self, user: &User) -> Option<Vec<(String, String)>> {
        let is_shown = |name: &str| match self {
            Shown::All => true,
            Shown::Only { names, .. } => names.iter().any(|shown| shown == name),
        };
        if let Shown::Only { demanded, .. } = self
            && demanded.iter().any(|name| user.attribute(name).is_none())
        {
            return None;
        }
        let sub = is_shown("sub").then(|| ("sub".to_owned(), user.sub.to_string()));
        let others = user.attributes.iter().filter(|(name, _)| is_shown(name));
        let others = others.map(|(name, value)| (name.clone(), value.clone()));
        Some(sub.into_iter().chain(others).collect())
    }
}
