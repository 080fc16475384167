//! `Filter` and `AttributesToGet` of ListUsers.

mod find;
mod shown;
mod term;

pub use find::Filter;
pub use shown::Shown;
pub use term::Term;
