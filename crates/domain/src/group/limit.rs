//! Limits and refusals.

use crate::{Refusal, User, refusal};

pub const PER_POOL_MAX: i64 = 10_000;
pub const PER_USER_MAX: usize = 100;

/// Whether a pool with this many groups may have another one; `max` is [`PER_POOL_MAX`] unless the
/// operator says otherwise.
pub fn room_for_another(count: i64, max: i64) -> Result<(), Refusal> {
    if count >= max {
        return Err(refusal::limit_exceeded(format!("A user pool can have at most {max} groups.")));
    }
    Ok(())
}

/// AdminAddUserToGroup: the user's groups afterwards, or `None` when the user is a member already.
/// `is_live` tells which of the user's groups still exist: entries of deleted ones do not count and are
/// dropped. (The operation declares no LimitExceededException.)
pub fn join(
    user: &User,
    uid: [u8; 16],
    is_live: &dyn Fn(&[u8; 16]) -> bool,
) -> Result<Option<Vec<[u8; 16]>>, Refusal> {
    if user.groups.contains(&uid) {
        return Ok(None);
    }
    let mut groups: Vec<[u8; 16]> = user.groups.iter().copied().filter(|g| is_live(g)).collect();
    if groups.len() >= PER_USER_MAX {
        return Err(refusal::invalid_parameter(format!(
            "A user can be in at most {PER_USER_MAX} groups."
        )));
    }
    groups.push(uid);
    Ok(Some(groups))
}

pub fn exists() -> Refusal {
    refusal::group_exists("A group with the name already exists.")
}

pub fn not_found() -> Refusal {
    refusal::resource_not_found("Group not found.")
}
