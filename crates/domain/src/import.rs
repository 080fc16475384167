//! Imports of users from a CSV file: its grammar, its columns, and what a row must say.
//!
//! Source: developer guide, "Importing users into user pools from a CSV file"; API model,
//! `UserImportJobType`.

mod columns;
mod line;
mod row;
mod state;

pub use columns::{Columns, header};
pub use line::fields;
pub use row::{Row, read};
pub use state::State;

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: i64 = 100 * 1024 * 1024;
/// The most rows of a file, its header aside.
pub const ROWS_MAX: i64 = 500_000;
/// The longest row, in characters.
pub const ROW_CHARS_MAX: usize = 16_000;
/// So many jobs a pool keeps.
pub const JOBS_MAX: i64 = 1_000;
/// How long the file can be uploaded, in ms.
pub const UPLOAD_MS: i64 = 15 * 60_000;
/// How long a job waits to be started, in ms.
pub const START_MS: i64 = 24 * 3_600_000;

/// The column with the user name.
pub const USERNAME: &str = "cognito:username";
/// The column that says whether the user signs in with a second factor.
pub const MFA: &str = "cognito:mfa_enabled";
/// The optional column with a hash of the user's password.
pub const PASSWORD_HASH: &str = "cognito:password_hash";
