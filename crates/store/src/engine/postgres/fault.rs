//! What a PostgreSQL error means.

use tokio_postgres::error::SqlState;

use crate::error::Error;

/// What one failed message says about its transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A guard or a unique key: the demand is unmet.
    Unmet,
    /// Another transaction was in the way (40001, 40P01): the same again may succeed.
    Conflict,
    /// The connection or the server went away: what was under way may or may not have happened.
    Lost,
    /// The server said no; nothing happened.
    Refused,
}

pub(super) fn fault(error: &tokio_postgres::Error) -> Fault {
    let Some(state) = error.code() else { return Fault::Lost };
    if [SqlState::DIVISION_BY_ZERO, SqlState::UNIQUE_VIOLATION].contains(state) {
        return Fault::Unmet;
    }
    if [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(state) {
        return Fault::Conflict;
    }
    match state.code() {
        // Statement completion unknown; administrator's shutdown, crash, start-up, session timeouts.
        "40003" | "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => Fault::Lost,
        code if code.starts_with("08") => Fault::Lost,
        _ => Fault::Refused,
    }
}

/// For the caller; `name` is the statement's.
pub(super) fn error(name: &'static str, cause: &tokio_postgres::Error) -> Error {
    let text = describe(cause);
    match cause.code().map(SqlState::code) {
        None => Error::Unavailable(text),
        Some("53100") => Error::DiskFull,
        Some("XX001" | "XX002") => Error::Corrupt(text),
        // Cancelled, no lock, read-only (a standby after a failover), insufficient resources, away.
        Some("57014" | "55P03" | "25006") => Error::Unavailable(text),
        Some(code) if ["08", "40", "53", "57", "58", "XX"].contains(&&code[..2]) => {
            Error::Unavailable(text)
        }
        Some(_) => Error::Statement { name, cause: text },
    }
}

/// `Display` of a server's error is only "db error".
pub(super) fn describe(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => format!("{} ({})", said.message(), said.code().code()),
        None => {
            let cause = std::error::Error::source(error);
            cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
        }
    }
}
