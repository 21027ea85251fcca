//! What `SQLite`'s errors mean for a store. Diesel passes on its texts, not its codes; they come from the function
//! `sqlite3ErrStr` of the `SQLite` that is compiled in.

use diesel::result::DatabaseErrorKind::{ForeignKeyViolation, UniqueViolation};
use diesel::result::Error;
use tasklane_core::store_error::StoreError;

const BUSY: [&str; 2] = ["database is locked", "database table is locked"];

/// What passes when an operator or another process does something about it.
const UNAVAILABLE: [&str; 6] = [
    "database or disk is full",
    "disk I/O error",
    "unable to open database file",
    "attempt to write a readonly database",
    "out of memory",
    "locking protocol",
];

pub(crate) fn store_error(error: Error) -> StoreError {
    if is_busy(&error) || says_one_of(&error, &UNAVAILABLE) {
        StoreError::Unavailable(error.into())
    } else {
        StoreError::Rejected(error.into())
    }
}

pub(crate) fn is_busy(error: &Error) -> bool {
    says_one_of(error, &BUSY)
}

pub(crate) fn is_not_a_database(error: &Error) -> bool {
    says_one_of(error, &["file is not a database"])
}

/// `SQLite` does not tell which reference it was.
pub(crate) fn is_dangling(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(ForeignKeyViolation, _))
}

/// `column` as "table.column".
pub(crate) fn is_taken(error: &Error, column: &str) -> bool {
    matches!(error, Error::DatabaseError(UniqueViolation, info) if info.message().ends_with(column))
}

fn says_one_of(error: &Error, texts: &[&str]) -> bool {
    matches!(error, Error::DatabaseError(_, info) if texts.iter().any(|text| info.message().starts_with(text)))
}
