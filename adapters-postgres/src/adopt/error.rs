//! Why nothing was adopted.

use thiserror::Error;

use super::Problems;
use crate::migrate::MigrateError;

/// Nothing was changed then, but for the last one.
#[derive(Debug, Error)]
pub enum AdoptError {
    #[error("the database is empty: there is nothing to adopt, and `tasklane migrate` makes new tables")]
    Empty,
    #[error("there is nothing to adopt: the tables {} are not those of the older server", .0.join(", "))]
    NotOlder(Vec<String>),
    #[error(
        "the older tables could not be locked; stop the older server, and run this as the user who owns the tables"
    )]
    InUse(#[source] diesel::result::Error),
    #[error("{0}")]
    Problems(Problems),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error("all was adopted, but not spread over the cluster yet; `tasklane migrate` tries that again")]
    NotSpread(#[source] diesel::result::Error),
}

impl From<diesel::result::Error> for AdoptError {
    fn from(error: diesel::result::Error) -> Self {
        MigrateError::Query(error).into()
    }
}
