//! `tasklane backup`: copies the SQLite database to a file.

use std::path::Path;

use serde_json::json;
use tasklane_adopt::count_of;
use tasklane_postgres::PostgresConfig;

use super::cli::BackupArgs;
use super::errors::{BackupCommandError, CommandError};
use super::migrate;
use super::output::{self, GOOD};
use crate::settings::{Database, SecretKey, Settings};

pub(super) fn backup(settings: &Settings, args: &BackupArgs) -> Result<(), CommandError> {
    let config = match &settings.database {
        Database::Sqlite(config) => config,
        Database::Postgres(config) => return Err(by_pg_dump(config, &args.to).into()),
    };
    migrate::require_database(&settings.database)?;
    let done = tasklane_sqlite::backup(config, &args.to).map_err(BackupCommandError::from)?;
    let (file, key_file) = (args.to.display(), key_file(settings));
    let text = format!(
        "{GOOD}backed up{GOOD:#} the database to {file}, {}\n{}",
        count_of(done.bytes, "byte"),
        advice(key_file)
    );
    let json = json!({
        "file": file.to_string(),
        "bytes": done.bytes,
        "key_file": key_file.map(|path| path.display().to_string()),
    });
    output::print_result(args.output, &text, &json)
}

fn by_pg_dump(config: &PostgresConfig, to: &Path) -> BackupCommandError {
    let command = config.dump_command(to);
    if config.is_behind_pooler() {
        BackupCommandError::UsePgDumpDirectly(command)
    } else {
        BackupCommandError::UsePgDump(command)
    }
}

fn key_file(settings: &Settings) -> Option<&Path> {
    match &settings.secret_key {
        SecretKey::File(path) => Some(path),
        SecretKey::Value(_) | SecretKey::Missing => None,
    }
}

fn advice(key_file: Option<&Path>) -> String {
    let reason = "the backup does not include the key, and without the key all users have to log in again";
    match key_file {
        Some(path) => format!("back up the secret key file {}, too: {reason}", path.display()),
        None => format!("back up SECRET_KEY, too: {reason}"),
    }
}
