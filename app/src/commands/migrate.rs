//! `tasklane migrate`, and the migration that comes with `serve`.

use std::time::Duration;

use serde_json::json;
use tasklane_runtime::causes;
use thiserror::Error;

use super::adopt::{self, Adopted, InvalidSource};
use super::cli::MigrateArgs;
use super::output::{self, GOOD};
use super::run::CommandError;
use crate::application::StartError;
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

pub(super) async fn migrate(settings: &Settings, args: &MigrateArgs) -> Result<(), CommandError> {
    if args.adopt && adopt::adopt(settings, args).await? == Adopted::Yes {
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

/// Only `serve`, `migrate` and `seed` make a database: any other command in the wrong folder would answer from an empty
/// one.
pub(super) fn require_database(database: &Database) -> Result<(), StartError> {
    match database {
        Database::Sqlite(config) if !config.path().exists() => {
            let path = config.path();
            Err(StartError::NoDatabase(std::path::absolute(path).unwrap_or_else(|_| path.to_owned())))
        }
        _ => Ok(()),
    }
}

pub(super) async fn refuse_pending(database: &Database) -> Result<(), CommandError> {
    refuse(pending(database).await?)
}

fn refuse(pending: Vec<String>) -> Result<(), CommandError> {
    if pending.is_empty() { Ok(()) } else { Err(CommandError::Pending(pending)) }
}
