//! Why an adoption failed.

use tasklane_adopt::AdoptError;

use crate::connection::config::SqliteConfig;
use crate::migrate::MigrateError;

pub(super) fn no_file(config: &SqliteConfig) -> AdoptError {
    AdoptError::NoFile(std::path::absolute(config.path()).unwrap_or_else(|_| config.path().to_owned()))
}

pub(super) fn migrating(error: MigrateError) -> AdoptError {
    AdoptError::Database(error.into())
}

pub(super) fn failed(error: diesel::result::Error) -> AdoptError {
    migrating(error.into())
}
