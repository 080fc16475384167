//! Rules of temporary credentials: how long they last, which tags a session has, how much room policies
//! and tags may take.

pub mod claims;
mod duration;
mod packed;
mod source_identity;
mod tags;

pub use duration::{
    CHAINED_SECONDS_MAX, DURATION_SECONDS_MIN, ROLE_SECONDS_DEFAULT, ROOT_SECONDS_MAX,
    ROOT_TASK_SECONDS_MAX, USER_SECONDS_DEFAULT, of_role, of_root_task, of_user,
};
pub use packed::{PACKED_BYTES_MAX, PLAIN_CHARACTERS_MAX, percent, plain_characters};
pub use source_identity::{SourceIdentityKept, kept};
pub use tags::{SessionTags, Tag, TagProblem, chained, checked, overlaid};
