//! Groups of a pool and their members.

mod limit;
mod settings;

pub use limit::{PER_POOL_MAX, PER_USER_MAX, exists, join, not_found, room_for_another};
pub use settings::Settings;
