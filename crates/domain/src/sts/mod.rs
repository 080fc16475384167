//! Rules of temporary credentials: how long they last, which tags a session has, how much policies may
//! say.

pub mod assertion;
pub mod claims;
mod duration;
mod plain;
mod source_identity;
mod tags;

pub use duration::{
    CHAINED_SECONDS_MAX, DURATION_SECONDS_MIN, ROLE_SECONDS_DEFAULT, ROOT_SECONDS_MAX,
    ROOT_TASK_SECONDS_MAX, USER_SECONDS_DEFAULT, of_role, of_root_task, of_user,
};
pub use plain::{PLAIN_CHARACTERS_MAX, plain_characters};
pub use source_identity::{SourceIdentityKept, kept};
pub use tags::{SessionTags, Tag, TagProblem, chained, checked, handed_on, overlaid};
