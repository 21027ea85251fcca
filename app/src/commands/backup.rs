//! `tasklane backup`: copies the database to a file, or into a folder with a limited number of backups.

use std::path::Path;

use serde_json::json;
use tasklane_adopt::count_of;
use tasklane_postgres::PostgresConfig;
use tasklane_sqlite::{BackupError, SqliteConfig};

use super::backup_folder::{BackupFolder, Format};
use super::cli::BackupArgs;
use super::errors::{BackupCommandError, CommandError, DumpError};
use super::output::{self, GOOD, OutputArgs};
use super::{migrate, pg_dump};
use crate::settings::{Database, SecretKey, Settings};

pub(super) fn backup(settings: &Settings, args: &BackupArgs) -> Result<(), CommandError> {
    migrate::require_database(&settings.database)?;
    if let (Some(folder), Some(keep)) = (&args.into, args.keep) {
        return into_folder(settings, folder, keep, args.output);
    }
    // The command line has either FILE or --into.
    let Some(to) = &args.to else { return Ok(()) };
    let config = match &settings.database {
        Database::Sqlite(config) => config,
        Database::Postgres(config) if config.is_behind_pooler() => {
            return Err(use_pg_dump_instead(config, to).into());
        }
        Database::Postgres(config) => {
            return Err(BackupCommandError::UsePgDump(config.dump_command(to)).into());
        }
    };
    let done = tasklane_sqlite::backup(config, to).map_err(BackupCommandError::from)?;
    report(settings, to, done.bytes, &[], args.output)
}

/// Removes older backups only after the new one is complete, and after the result was printed if that fails.
fn into_folder(
    settings: &Settings,
    folder: &Path,
    keep: u32,
    output: OutputArgs,
) -> Result<(), CommandError> {
    let (folder, written) = match &settings.database {
        Database::Sqlite(config) => {
            let folder = BackupFolder::new(folder, Format::Sqlite);
            let written = folder.write(|to| copy(config, to), is_copy_name_taken)?;
            (folder, written)
        }
        Database::Postgres(config) if config.is_behind_pooler() => {
            return Err(use_pg_dump_instead(config, &folder.join("tasklane.dump")).into());
        }
        Database::Postgres(config) => {
            let folder = BackupFolder::new(folder, Format::PgDump);
            let write = |to: &Path| pg_dump::dump(config, to).map_err(BackupCommandError::from);
            (folder, folder.write(write, is_dump_name_taken)?)
        }
    };
    let (path, bytes) = written;
    let (removed, failed) = folder.remove_older(&path, keep);
    report(settings, &path, bytes, &removed, output)?;
    failed.map_or(Ok(()), |error| Err(BackupCommandError::from(error).into()))
}

fn copy(config: &SqliteConfig, to: &Path) -> Result<u64, BackupCommandError> {
    Ok(tasklane_sqlite::backup(config, to)?.bytes)
}

fn is_copy_name_taken(error: &BackupCommandError) -> bool {
    matches!(error, BackupCommandError::Sqlite(BackupError::Exists(_)))
}

fn is_dump_name_taken(error: &BackupCommandError) -> bool {
    matches!(error, BackupCommandError::Dump(DumpError::Exists(_)))
}

fn use_pg_dump_instead(config: &PostgresConfig, to: &Path) -> BackupCommandError {
    BackupCommandError::UsePgDumpDirectly(config.dump_command(to))
}

fn report(
    settings: &Settings,
    file: &Path,
    bytes: u64,
    removed: &[String],
    output: OutputArgs,
) -> Result<(), CommandError> {
    let (file, key_file) = (file.display(), key_file(settings));
    let removed_note = match removed.len() {
        0 => String::new(),
        number => format!("removed {}: {}\n", count_of(number, "older backup"), removed.join(", ")),
    };
    let text = format!(
        "{GOOD}backed up{GOOD:#} the database to {file}, {}\n{removed_note}{}",
        count_of(bytes, "byte"),
        advice(key_file)
    );
    let json = json!({
        "file": file.to_string(),
        "bytes": bytes,
        "key_file": key_file.map(|path| path.display().to_string()),
        "removed": removed,
    });
    output::print_result(output, &text, &json)
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
