//! Why nothing was adopted.

use std::path::PathBuf;

use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::faults::Faults;

/// Nothing was changed, except by [`AdoptError::NotSpread`].
#[derive(Debug, Error)]
pub enum AdoptError {
    #[error(
        "the database is empty, so there is nothing to adopt: check its address; `tasklane migrate` creates new tables"
    )]
    Empty,
    #[error(
        "there is no database file {}: check the path. In a URL of Tasklane, three slashes begin an absolute path \
         (sqlite:///srv/old.db), and a relative path has none (sqlite:old.db)", .0.display()
    )]
    NoFile(PathBuf),
    #[error("there is nothing to adopt: {0}")]
    NotLegacy(String),
    #[error(
        "the older tables could not be locked: stop the older server, and run this as the user who owns the tables"
    )]
    InUse(#[source] Cause),
    #[error("{0}")]
    Faults(Faults),
    #[error(
        "--from adds to an empty database only, and the database of DATABASE_URL has {users} users: name another"
    )]
    TargetInUse { users: i64 },
    #[error(
        "--from names the database of DATABASE_URL itself: leave --from out to adopt its tables in place"
    )]
    SameDatabase,
    #[error("the database of --from can't be read")]
    Source(#[source] Cause),
    #[error(transparent)]
    Database(Cause),
    #[error("all rows were adopted, but not spread over the cluster yet: run `tasklane migrate` to do that")]
    NotSpread(#[source] Cause),
}
