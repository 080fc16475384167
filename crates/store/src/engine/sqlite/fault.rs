//! What an SQLite error means for the caller.

use rusqlite::{ErrorCode, ffi};

use crate::error::Error;

/// A unique key or primary key was broken: the batch's demand is unmet.
pub(super) fn is_unique_violation(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error().map(|e| e.extended_code),
        Some(ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE)
    )
}

/// The statement itself is at fault, not the engine: other batches of the group are not concerned.
pub(super) fn is_of_statement(error: &rusqlite::Error) -> bool {
    match error.sqlite_error() {
        None => true,
        Some(e) => matches!(
            e.code,
            ErrorCode::ConstraintViolation
                | ErrorCode::TypeMismatch
                | ErrorCode::TooBig
                | ErrorCode::ParameterOutOfRange
                | ErrorCode::Unknown
                | ErrorCode::ApiMisuse
        ),
    }
}

pub(super) fn of_statement(name: &'static str, error: &rusqlite::Error) -> Error {
    Error::Statement { name, cause: error.to_string() }
}

pub(super) fn of_engine(error: &rusqlite::Error) -> Error {
    let Some(failure) = error.sqlite_error() else {
        return Error::Corrupt(error.to_string());
    };
    match (failure.code, failure.extended_code) {
        (_, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC) => {
            Error::Stopped(error.to_string())
        }
        (ErrorCode::DiskFull, _) => Error::DiskFull,
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Error::Busy,
        (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => {
            Error::Corrupt(error.to_string())
        }
        _ if is_of_statement(error) => of_statement("read", error),
        _ => Error::Unavailable(error.to_string()),
    }
}
