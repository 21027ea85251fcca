//! Migrates the schema, or waits until `tasklane migrate` has done it.

use std::io;
use std::time::Duration;

use tasklane_runtime::causes;
use thiserror::Error;

use crate::settings::{Database, Settings};

/// How long to wait for a database that can't be reached yet: longer each time, up to the last.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5)];

#[derive(Debug, Error)]
pub enum MigrateError {
    #[error("the database can't be migrated")]
    Sqlite(#[from] tasklane_sqlite::MigrateError),
    #[error("the database can't be migrated")]
    Postgres(#[from] tasklane_postgres::MigrateError),
    #[error("the database can't be adopted")]
    Adopt(#[from] tasklane_adopt::AdoptError),
    #[error("--from is not the URL of a database")]
    From(#[source] InvalidSource),
}

impl MigrateError {
    fn is_temporary(&self) -> bool {
        matches!(self, Self::Postgres(error) if error.is_temporary())
    }
}

#[derive(Debug, Error)]
pub enum InvalidSource {
    #[error("begin it with postgres:// or sqlite:")]
    Scheme,
    #[error(transparent)]
    Postgres(#[from] tasklane_postgres::InvalidUrl),
    #[error(transparent)]
    Sqlite(#[from] tasklane_sqlite::InvalidUrl),
    #[error("standard input can't be read")]
    Unreadable(#[source] io::Error),
}

/// Returns once the schema is up to date. Migrates where that is to be done at the start, and otherwise waits until
/// `tasklane migrate` has done it; the server is not ready meanwhile. Fails on a database that this program can't use.
pub(crate) async fn until_up_to_date(settings: &Settings) -> Result<(), MigrateError> {
    let mut pauses = PAUSES.iter().chain(std::iter::repeat(&PAUSES[3]));
    let mut has_warned = false;
    loop {
        match prepare(settings).await {
            Ok(missing) if missing.is_empty() => return Ok(()),
            Ok(missing) if !has_warned => {
                has_warned = true;
                let missing = missing.join(", ");
                tracing::warn!(missing, "the database is not up to date: waiting for `tasklane migrate`");
            }
            Ok(_) => {}
            Err(error) if error.is_temporary() => {
                tracing::warn!(cause = causes(&error), "the database can't be reached yet");
            }
            Err(error) => return Err(error),
        }
        tokio::time::sleep(*pauses.next().unwrap_or(&PAUSES[3])).await;
    }
}

/// What is missing after it, and left to `tasklane migrate`.
async fn prepare(settings: &Settings) -> Result<Vec<String>, MigrateError> {
    match &settings.database {
        Database::Postgres(config) if settings.migrate_on_start => {
            report(&tasklane_postgres::migrate(config).await?);
            Ok(Vec::new())
        }
        // An embedded database was migrated before the server started.
        Database::Sqlite(_) if settings.migrate_on_start => Ok(Vec::new()),
        database => pending(database).await,
    }
}

pub(crate) fn report(applied: &[String]) {
    if !applied.is_empty() {
        tracing::info!(migrations = applied.join(", "), "the database's schema was brought up to date");
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
