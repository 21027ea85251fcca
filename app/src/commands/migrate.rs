//! `tasklane migrate`, and the schema checks of other commands.

use serde_json::json;

use super::adopt::{self, AdoptionResult};
use super::cli::MigrateArgs;
use super::errors::CommandError;
use super::output::{self, GOOD};
use crate::application::StartError;
use crate::schema_migration::{apply, pending};
use crate::settings::{Database, Settings};

pub(super) async fn migrate(settings: &Settings, args: &MigrateArgs) -> Result<(), CommandError> {
    if args.adopt && adopt::adopt(settings, args).await? == AdoptionResult::Adopted {
        return Ok(());
    }
    if args.check {
        let pending = pending(&settings.database).await?;
        if args.output.json {
            output::print_json(&json!({"pending": pending}))?;
        }
        return fail_if_any(pending);
    }
    let applied = apply(&settings.database).await?;
    let lines: Vec<String> = applied.iter().map(|name| format!("{GOOD}applied{GOOD:#} {name}")).collect();
    let text = if lines.is_empty() { "the schema is up to date".to_owned() } else { lines.join("\n") };
    output::print_result(args.output, &text, &json!({"applied": applied}))
}

/// Migrates the database if `MIGRATE_ON_START` is set. Otherwise fails if migrations are pending.
pub(super) async fn ensure_migrated(settings: &Settings) -> Result<(), CommandError> {
    if settings.migrate_on_start {
        apply(&settings.database).await?;
        return Ok(());
    }
    require_no_pending(&settings.database).await
}

/// Fails if there is no SQLite file. Only `serve`, `migrate` and `seed` may create a database. In the wrong folder,
/// another command would otherwise create an empty database and use it instead of the existing one.
pub(super) fn require_database(database: &Database) -> Result<(), StartError> {
    match database {
        Database::Sqlite(config) if !config.path().exists() => {
            let path = config.path();
            Err(StartError::NoDatabase(std::path::absolute(path).unwrap_or_else(|_| path.to_owned())))
        }
        _ => Ok(()),
    }
}

pub(super) async fn require_no_pending(database: &Database) -> Result<(), CommandError> {
    fail_if_any(pending(database).await?)
}

fn fail_if_any(pending: Vec<String>) -> Result<(), CommandError> {
    if pending.is_empty() { Ok(()) } else { Err(CommandError::Pending(pending)) }
}
