//! `tasklane migrate`, and the migration that comes with `serve`.

use std::time::Duration;

use serde_json::json;
use tasklane_core::causes::causes;
use thiserror::Error;

use super::adopt::{self, Adopted};
use super::cli::MigrateArgs;
use super::output::{self, GOOD};
use super::run::CommandError;
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
    Adopt(#[from] tasklane_postgres::AdoptError),
    #[error("the older server had no SQLite database: DATABASE_URL must be that of its PostgreSQL database")]
    NothingToAdopt,
}

pub(super) async fn migrate(settings: &Settings, args: &MigrateArgs) -> Result<(), CommandError> {
    if args.adopt && adopt::adopt(&settings.database, args).await? == Adopted::Yes {
        return Ok(());
    }
    if args.check {
        let pending = pending(&settings.database).await?;
        if args.output.json {
            output::print_json(&json!({"pending": pending}))?;
        }
        return refuse(pending);
    }
    let applied = apply(&settings.database).await?;
    let lines: Vec<String> = applied.iter().map(|name| format!("{GOOD}applied{GOOD:#} {name}")).collect();
    let text = if lines.is_empty() {
        "nothing to do: the schema is up to date".to_owned()
    } else {
        lines.join("\n")
    };
    output::answer(args.output, &text, &json!({"applied": applied}))
}

/// Brings the schema up to date, as soon as the database can be reached. Never ready with success: the server runs on.
pub(crate) async fn when_reachable(settings: &Settings) -> Result<std::convert::Infallible, MigrateError> {
    if let (Database::Postgres(config), true) = (&settings.database, settings.migrate_on_start) {
        let mut pauses = PAUSES.iter().chain(std::iter::repeat(&PAUSES[3]));
        loop {
            match tasklane_postgres::migrate(config).await {
                Ok(applied) => break report(&applied),
                Err(tasklane_postgres::MigrateError::Connect(error)) => {
                    tracing::warn!(cause = causes(&error), "the database can't be reached yet");
                }
                Err(error) => return Err(error.into()),
            }
            tokio::time::sleep(*pauses.next().unwrap_or(&PAUSES[3])).await;
        }
    }
    std::future::pending().await
}

pub(crate) fn report(applied: &[String]) {
    if !applied.is_empty() {
        tracing::info!(migrations = applied.join(", "), "the database's schema was brought up to date");
    }
}

pub(super) async fn apply(database: &Database) -> Result<Vec<String>, MigrateError> {
    Ok(match database {
        Database::Sqlite(config) => tasklane_sqlite::migrate(config)?,
        Database::Postgres(config) => tasklane_postgres::migrate(config).await?,
    })
}

async fn pending(database: &Database) -> Result<Vec<String>, MigrateError> {
    Ok(match database {
        Database::Sqlite(config) => tasklane_sqlite::pending(config)?,
        Database::Postgres(config) => tasklane_postgres::pending(config).await?,
    })
}

/// Brings the database up to date where a server would, and elsewhere fails if that is left to do.
pub(super) async fn ensure(settings: &Settings) -> Result<(), CommandError> {
    if settings.migrate_on_start {
        apply(&settings.database).await?;
        return Ok(());
    }
    refuse_pending(&settings.database).await
}

pub(super) async fn refuse_pending(database: &Database) -> Result<(), CommandError> {
    refuse(pending(database).await?)
}

fn refuse(pending: Vec<String>) -> Result<(), CommandError> {
    if pending.is_empty() { Ok(()) } else { Err(CommandError::Pending(pending)) }
}
