//! `tasklane migrate`, and what other commands expect of the schema.

use serde_json::json;

use super::adopt::{self, Adopted};
use super::cli::MigrateArgs;
use super::errors::CommandError;
use super::output::{self, GOOD};
use crate::application::StartError;
use crate::schema_migration::{apply, pending};
use crate::settings::{Database, Settings};

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
