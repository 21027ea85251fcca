//! The errors of an import.

use std::path::PathBuf;

use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::count_of::count_of;
use crate::invalid_rows::InvalidRows;

/// Why an import failed. The database is unchanged after every error except [`AdoptError::NotDistributed`] and a lost
/// connection during the commit.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AdoptError {
    /// The source database has no tables.
    #[error(
        "the database is empty, so there is nothing to adopt: check its address; `tasklane migrate` creates the tables"
    )]
    Empty,
    /// The SQLite file does not exist.
    #[error(
        "no database file at {}: check the path. In a Tasklane URL, an absolute path begins with three slashes \
         (sqlite:///srv/old.db), a relative path with none or two (sqlite:old.db)", .0.display()
    )]
    NoFile(PathBuf),
    /// The source has no tables of a supported older server. The text says why, for example with the missing columns.
    #[error("there is nothing to adopt: {0}")]
    NotLegacy(String),
    /// The older tables are locked by another connection.
    #[error("cannot lock the older tables: stop the older server, and connect as the owner of the tables")]
    InUse(#[source] Cause),
    /// Rows have invalid values. The message lists the ids of at most 1000 rows per kind of fault.
    #[error("{0}")]
    InvalidRows(InvalidRows),
    /// The target database already has users.
    #[error(
        "--from needs an empty target database, but the database in DATABASE_URL has {}: set DATABASE_URL to a different \
         database",
        count_of(*users, "user")
    )]
    TargetInUse {
        /// The number of users.
        users: i64,
    },
    /// The source and the target are the same database.
    #[error("--from and DATABASE_URL name the same database: omit --from to adopt its tables in place")]
    SameDatabase,
    /// The source database failed.
    #[error("cannot read the source database (--from)")]
    Source(#[source] Cause),
    /// The target database failed.
    #[error(transparent)]
    Database(Cause),
    /// All rows are stored, but a Citus cluster has not distributed the tables yet.
    #[error(
        "all rows were adopted, but are not yet distributed across the Citus cluster: run `tasklane migrate`"
    )]
    NotDistributed(#[source] Cause),
}
