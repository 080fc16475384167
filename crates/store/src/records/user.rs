//! `users`: a user's attributes and credentials in one row, which every sign-in reads once.

mod change;
mod find;
mod page;
mod with_code;

use std::collections::BTreeMap;

use cognate_domain::User;
use cognate_domain::user::Status;

use crate::statement::{Row, WrongColumn};

pub use change::{
    MOVED, SearchColumns, check_absent, check_unchanged, delete, insert, raise_epoch, rename,
    set_credential, set_enabled, update,
};
pub use find::{
    CANDIDATES_MAX, Found, StandIn, WithSession, by_name, find, with_attempts, with_session,
};
pub use page::{page, page_between, page_by_enabled, page_by_status, subs_starting_with};
pub use with_code::{FoundWithCode, WithSessionAndCode, by_name_with_code, with_session_and_code};

/// Columns of `users u`, for [`read`].
macro_rules! user_columns {
    () => {
        "u.pool, u.sub, u.username, u.status, u.enabled, u.version, u.epoch, u.created,
         u.modified, u.attributes, u.credential, u.groups, u.factors, u.fold_version"
    };
}
pub(crate) use user_columns;

const COLUMNS: usize = 14;

pub fn from_row(row: &Row) -> Result<User, WrongColumn> {
    read(row, 0)
}

/// The user from column `at` on.
pub(crate) fn read(row: &Row, at: usize) -> Result<User, WrongColumn> {
    let attributes: BTreeMap<String, String> =
        serde_json::from_str(row.text(at + 9)?).map_err(|_| WrongColumn(at + 9))?;
    let (groups, rest) = row.bytes(at + 11)?.as_chunks::<16>();
    if !rest.is_empty() {
        return Err(WrongColumn(at + 11));
    }
    Ok(User {
        pool: row.int(at)?,
        sub: super::sub(row, at + 1)?,
        username: row.text(at + 2)?.to_owned(),
        status: Status::from_code(row.int(at + 3)?).ok_or(WrongColumn(at + 3))?,
        enabled: row.flag(at + 4)?,
        version: row.int(at + 5)?,
        epoch: row.int(at + 6)?,
        created: row.int(at + 7)?,
        modified: row.int(at + 8)?,
        attributes,
        credential: row.opt_bytes(at + 10)?.map(<[u8]>::to_vec),
        groups: groups.to_vec(),
        factors: row.opt_bytes(at + 12)?.map(<[u8]>::to_vec),
        fold_version: row.int(at + 13)?,
    })
}
