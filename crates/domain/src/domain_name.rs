//! Domains of user pools: the names under which their pages answer.

mod host;
mod record;
mod settings;

pub use host::{Reached, prefix_host, reached};
pub use record::{Domain, advertised, describe};
pub use settings::{
    CUSTOM_PER_ACCOUNT_MAX, Kind, create, is_host, kind, of_pool, taken, too_many_custom, unknown,
    update,
};
