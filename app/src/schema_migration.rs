//! Migrates the schema, or waits until `tasklane migrate` has migrated it.

use std::io;
use std::time::Duration;

use tasklane_runtime::format_error_chain;
use thiserror::Error;

use crate::settings::{Database, Settings};

/// Delays between attempts. The last delay repeats.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5)];

#[derive(Debug, Error)]
pub enum MigrateError {
    #[error("cannot migrate the database")]
    Sqlite(#[from] tasklane_sqlite::MigrateError),
    #[error("cannot migrate the database")]
    Postgres(#[from] tasklane_postgres::MigrateError),
    #[error("cannot adopt the older server's database")]
    Adopt(#[from] tasklane_adopt::AdoptError),
    #[error("--from is not a valid database URL")]
    From(#[source] InvalidSource),
}

impl MigrateError {
    fn is_temporary(&self) -> bool {
        matches!(self, Self::Postgres(error) if error.is_temporary())
    }
}

#[derive(Debug, Error)]
pub enum InvalidSource {
    #[error("it must begin with postgres:// or sqlite:")]
    Scheme,
    #[error(transparent)]
    Postgres(#[from] tasklane_postgres::InvalidUrl),
    #[error(transparent)]
    Sqlite(#[from] tasklane_sqlite::InvalidUrl),
    #[error("cannot read standard input")]
    Unreadable(#[source] io::Error),
}

/// Returns once the schema is up to date. Migrates it if `MIGRATE_ON_START` is set; otherwise waits for `tasklane
/// migrate`. Until then, the server is not ready. Fails if this version can't use the database.
pub(crate) async fn wait_until_migrated(settings: &Settings) -> Result<(), MigrateError> {
    let mut pauses = PAUSES.iter().chain(std::iter::repeat(&PAUSES[3]));
    let mut has_warned = false;
    loop {
        match prepare(settings).await {
            Ok(missing) if missing.is_empty() => return Ok(()),
            Ok(missing) if !has_warned => {
                has_warned = true;
                let missing = missing.join(", ");
                tracing::warn!(
                    missing,
                    "the database schema is not up to date, waiting for `tasklane migrate`"
                );
            }
            Ok(_) => {}
            Err(error) if error.is_temporary() => {
                tracing::warn!(cause = format_error_chain(&error), "cannot reach the database yet, retrying");
            }
            Err(error) => return Err(error),
        }
        tokio::time::sleep(*pauses.next().unwrap_or(&PAUSES[3])).await;
    }
}

/// Migrates the database if `MIGRATE_ON_START` is set. Otherwise returns the pending migrations, which `tasklane
/// migrate` must apply.
async fn prepare(settings: &Settings) -> Result<Vec<String>, MigrateError> {
    match &settings.database {
        Database::Postgres(config) if settings.migrate_on_start => {
            report(&tasklane_postgres::migrate_on_start(config).await?);
            Ok(Vec::new())
        }
        // `Application::build` has already migrated the SQLite database.
        Database::Sqlite(_) if settings.migrate_on_start => Ok(Vec::new()),
        database => pending(database).await,
    }
}

pub(crate) fn report(applied: &[String]) {
    if !applied.is_empty() {
        tracing::info!(migrations = applied.join(", "), "migrated the database schema");
    }
}

pub(crate) async fn apply(database: &Database) -> Result<Vec<String>, MigrateError> {
    Ok(match database {
        Database::Sqlite(config) => tasklane_sqlite::migrate(config)?,
        Database::Postgres(config) => tasklane_postgres::migrate(config).await?,
    })
}

pub(crate) async fn pending(database: &Database) -> Result<Vec<String>, MigrateError> {
    Ok(match database {
        Database::Sqlite(config) => tasklane_sqlite::pending(config)?,
        Database::Postgres(config) => tasklane_postgres::pending(config).await?,
    })
}
