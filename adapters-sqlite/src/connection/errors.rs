//! Classifies SQLite errors. Diesel reports their messages, not their codes. The messages are those of the function
//! `sqlite3ErrStr` in the compiled-in SQLite.

use diesel::result::DatabaseErrorKind::{ForeignKeyViolation, UniqueViolation};
use diesel::result::Error;
use tasklane_core::store_error::StoreError;

const BUSY: [&str; 2] = ["database is locked", "database table is locked"];

/// Messages of a full disk.
const FULL: [&str; 2] = ["database or disk is full", "disk I/O error"];

/// Other errors that an operator or another process can resolve.
const UNAVAILABLE: [&str; 4] = [
    "unable to open database file",
    "attempt to write a readonly database",
    "out of memory",
    "locking protocol",
];

pub(crate) fn store_error(error: Error) -> StoreError {
    if is_busy(&error) || has_message(&error, &FULL) || has_message(&error, &UNAVAILABLE) {
        StoreError::Unavailable(error.into())
    } else {
        StoreError::Rejected(error.into())
    }
}

pub(crate) fn is_busy(error: &Error) -> bool {
    has_message(error, &BUSY)
}

/// Whether the error with this message is one of a full disk or of a lock of another process.
pub(crate) fn is_full_or_busy(message: &str) -> bool {
    BUSY.iter().chain(&FULL).any(|known| message.starts_with(known))
}

pub(crate) fn is_not_a_database(error: &Error) -> bool {
    has_message(error, &["file is not a database"])
}

/// Whether a foreign key was violated. SQLite does not report which foreign key.
pub(crate) fn is_foreign_key_violation(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(ForeignKeyViolation, _))
}

/// Whether a unique index on this column was violated. `column` has the form "table.column".
pub(crate) fn is_unique_violation(error: &Error, column: &str) -> bool {
    matches!(error, Error::DatabaseError(UniqueViolation, info) if info.message().ends_with(column))
}

fn has_message(error: &Error, texts: &[&str]) -> bool {
    matches!(error, Error::DatabaseError(_, info) if texts.iter().any(|text| info.message().starts_with(text)))
}
