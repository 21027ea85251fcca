//! Why an adoption failed.

use tasklane_adopt::AdoptError;

use crate::connection::config::SqliteConfig;
use crate::migrate::MigrateError;

pub(super) fn no_file(config: &SqliteConfig) -> AdoptError {
    AdoptError::NoFile(std::path::absolute(config.path()).unwrap_or_else(|_| config.path().to_owned()))
}

pub(super) fn migrate_error(error: MigrateError) -> AdoptError {
    AdoptError::Database(error.into())
}

pub(super) fn query_error(error: diesel::result::Error) -> AdoptError {
    migrate_error(error.into())
}
