//! Policy documents as they are written: they must parse, and fit their quotas, which count characters
//! without white space.

use cognate_access::policy::{Kind, Policy, size};
use cognate_core::iam::{PARTITION, entity};
use cognate_core::{Error, Result};
use cognate_store::records::iam_entity::{Entity, Kind as EntityKind};

use crate::faults;

/// Of a version of a managed policy.
pub const MANAGED_CHARACTERS_MAX: usize = 6_144;

/// All inline policies together.
pub const OF_USER_CHARACTERS_MAX: usize = 2_048;
pub const OF_ROLE_CHARACTERS_MAX: usize = 10_240;
pub const OF_GROUP_CHARACTERS_MAX: usize = 5_120;

/// A policy of an identity. `MalformedPolicyDocument`
pub fn identity(document: &str) -> Result<()> {
    match Policy::parse(document, Kind::Identity, PARTITION) {
        Ok(_) => Ok(()),
        Err(refused) => Err(faults::malformed(&refused)),
    }
}

/// `MalformedPolicyDocument`, then `LimitExceeded`
pub fn managed(document: &str) -> Result<()> {
    identity(document)?;
    if size(document) > MANAGED_CHARACTERS_MAX {
        return Err(faults::quota("PolicySize", MANAGED_CHARACTERS_MAX));
    }
    Ok(())
}

/// `LimitExceeded` when the inline policies of an entity are too long together.
pub fn inline_fit(holder: &Entity) -> Result<()> {
    let (word, max) = match holder.kind {
        EntityKind::User => ("user", OF_USER_CHARACTERS_MAX),
        EntityKind::Role => ("role", OF_ROLE_CHARACTERS_MAX),
        _ => ("group", OF_GROUP_CHARACTERS_MAX),
    };
    let together: usize = entity::inline(holder).map(|(_, document)| size(document)).sum();
    if together > max {
        return Err(too_long(max, word, entity::name(holder)));
    }
    Ok(())
}

fn too_long(max: usize, word: &str, name: &str) -> Error {
    faults::limit_exceeded(format!("Maximum policy size of {max} bytes exceeded for {word} {name}"))
}
