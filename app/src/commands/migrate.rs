//! `tasklane migrate`, and the migration that comes with `serve`.

use std::io::Write;
use std::time::Duration;

use tasklane_core::causes::causes;
use tasklane_core::clock::Clock;
use tasklane_postgres::{Adoption, Outcome};
use thiserror::Error;

use super::cli::MigrateArgs;
use super::run::CommandError;
use crate::SystemClock;
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
    if args.adopt && adopt(&settings.database, args.check).await? == Adopted::Yes {
        return Ok(());
    }
    if args.check {
        let pending = pending(&settings.database).await?;
        return if pending.is_empty() { Ok(()) } else { Err(CommandError::Pending(pending)) };
    }
    let applied = apply(&settings.database).await?;
    let mut text: String = applied.iter().flat_map(|name| ["applied ", name, "\n"]).collect();
    if applied.is_empty() {
        "nothing to do: the schema is up to date\n".clone_into(&mut text);
    }
    print(&text)
}

#[derive(PartialEq, Eq)]
enum Adopted {
    Yes,
    /// It was before, or nobody else's ever: what is left is to migrate it.
    WasOurs,
}

async fn adopt(database: &Database, rehearse: bool) -> Result<Adopted, CommandError> {
    let Database::Postgres(config) = database else { return Err(MigrateError::NothingToAdopt.into()) };
    let knows_hash = tasklane_auth::is_older_hash;
    let adoption = Adoption { now: SystemClock.now(), knows_hash, rehearse };
    let (done, report) = match tasklane_postgres::adopt(config, adoption).await.map_err(MigrateError::from)? {
        Outcome::IsOurs => {
            print("nothing to adopt: the database is Tasklane's already\n")?;
            return Ok(Adopted::WasOurs);
        }
        Outcome::Adopted(report) => ("adopted", report),
        Outcome::Rehearsed(report) => {
            ("nothing was changed; without --check this would have adopted", report)
        }
    };
    tracing::info!(
        users = report.users,
        tasks = report.tasks,
        rehearsed = rehearse,
        "adopted the older database"
    );
    print(&format!("{done} {report}"))?;
    Ok(Adopted::Yes)
}

fn print(text: &str) -> Result<(), CommandError> {
    std::io::stdout().write_all(text.as_bytes()).map_err(CommandError::Output)
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

pub(super) async fn pending(database: &Database) -> Result<Vec<String>, MigrateError> {
    Ok(match database {
        Database::Sqlite(config) => tasklane_sqlite::pending(config)?,
        Database::Postgres(config) => tasklane_postgres::pending(config).await?,
    })
}
