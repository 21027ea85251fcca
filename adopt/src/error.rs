//! Why nothing was adopted.

use std::path::PathBuf;

use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::count_of::count_of;
use crate::faults::Faults;

/// The database is unchanged after every error except [`AdoptError::NotDistributed`].
#[derive(Debug, Error)]
pub enum AdoptError {
    #[error(
        "the database is empty, so there is nothing to adopt: check its address; `tasklane migrate` creates the tables"
    )]
    Empty,
    #[error(
        "no database file {}: check the path. In a Tasklane URL, three slashes begin an absolute path \
         (sqlite:///srv/old.db), and a relative path has none (sqlite:old.db)", .0.display()
    )]
    NoFile(PathBuf),
    #[error("there is nothing to adopt: {0}")]
    NotLegacy(String),
    #[error("cannot lock the older tables: stop the older server, and connect as the owner of the tables")]
    InUse(#[source] Cause),
    #[error("{0}")]
    Faults(Faults),
    #[error(
        "--from needs an empty target, but the database of DATABASE_URL has {}: set another DATABASE_URL",
        count_of(*users, "user")
    )]
    TargetInUse { users: i64 },
    #[error("--from names the database of DATABASE_URL itself: omit --from to adopt its tables in place")]
    SameDatabase,
    #[error("cannot read the database of --from")]
    Source(#[source] Cause),
    #[error(transparent)]
    Database(Cause),
    #[error("all rows were adopted, but not yet distributed over the cluster: run `tasklane migrate`")]
    NotDistributed(#[source] Cause),
}
