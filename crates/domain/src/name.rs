//! Names that sign in: which ones a user has, and what a typed string may mean.

mod claim;
mod login;
mod new;
mod taken;

pub use claim::{dispossessed, gained, movable};
pub use login::{
    Candidates, Hash, Kind, LoginName, candidates, external, external_attribute, login_names,
    typed_fold,
};
pub use new::{NewUser, new_user, renamed};
pub use taken::{alias_claimed, alias_updated, created_by_admin, signed_up};
