//! `tasklane restore`: replaces the SQLite database with a backup. `tasklane after-restore`: prepares a restored
//! database.

use std::path::Path;

use serde_json::{Value, json};
use tasklane_adopt::count_of;
use tasklane_core::after_restore::{PostRestoreSummary, RESTORE_OFFSET};
use tasklane_core::clock::{Clock, SystemClock};
use tasklane_postgres::PostgresConfig;
use tasklane_runtime::Event;

use super::cli::{AfterRestoreArgs, RestoreArgs};
use super::errors::{AfterRestoreCommandError, CommandError, RestoreCommandError};
use super::migrate;
use super::output::{self, GOOD};
use crate::schema_migration::MigrateError;
use crate::settings::{Database, Settings};

/// The kinds of changes that a restore undoes and that the operator must repeat.
const LOST_CHANGES: [&str; 3] = ["password changes", "user deactivations", "user deletions"];

pub(super) fn restore(settings: &Settings, args: &RestoreArgs) -> Result<(), CommandError> {
    let config = match &settings.database {
        Database::Sqlite(config) => config,
        Database::Postgres(config) => return Err(by_pg_restore(config, &args.from).into()),
    };
    let done =
        tasklane_sqlite::restore(config, &args.from, SystemClock.now()).map_err(RestoreCommandError::from)?;
    log(&done.post_restore);
    let (file, database) = (args.from.display(), config.path().display());
    let previous_file = done.previous_file.map(|path| path.display().to_string());
    let renamed_note = previous_file
        .as_ref()
        .map(|path| format!("the replaced database was renamed to {path}\n"))
        .unwrap_or_default();
    let changed = text_of(&done.post_restore);
    let text = format!("{GOOD}restored{GOOD:#} {file} into {database}\n{renamed_note}{changed}");
    let PostRestoreSummary { users, tasks, sessions_ended } = done.post_restore;
    let json = json!({
        "file": file.to_string(),
        "database": database.to_string(),
        "kept": previous_file,
        "applied": done.applied_migrations,
        "users": users,
        "tasks": tasks,
        "sessions_ended": sessions_ended,
        "to_check": LOST_CHANGES,
    });
    output::print_result(args.output, &text, &json)
}

pub(super) async fn after_restore(settings: &Settings, args: &AfterRestoreArgs) -> Result<(), CommandError> {
    let at = SystemClock.now();
    let changed = match &settings.database {
        Database::Sqlite(config) => {
            if !config.path().exists() {
                let path = config.path().to_owned();
                return Err(AfterRestoreCommandError::from(tasklane_sqlite::AfterRestoreError::NoDatabase(
                    path,
                ))
                .into());
            }
            migrate::ensure_migrated(settings).await?;
            tasklane_sqlite::after_restore(config, at).map_err(AfterRestoreCommandError::from)?
        }
        Database::Postgres(config) => {
            if !tasklane_postgres::has_tasklane_schema(config).await.map_err(MigrateError::from)? {
                return Err(
                    AfterRestoreCommandError::from(tasklane_postgres::AfterRestoreError::NoDatabase).into()
                );
            }
            migrate::ensure_migrated(settings).await?;
            tasklane_postgres::after_restore(config, at).await.map_err(AfterRestoreCommandError::from)?
        }
    };
    log(&changed);
    output::print_result(args.output, &text_of(&changed), &json_of(&changed))
}

fn by_pg_restore(config: &PostgresConfig, from: &Path) -> RestoreCommandError {
    RestoreCommandError::UsePgRestore(config.restore_command(from))
}

fn log(changed: &PostRestoreSummary) {
    let ended = changed.sessions_ended;
    tracing::info!(
        event = Event::SessionEnded.as_str(),
        ended,
        "revoked the sessions of the restored database"
    );
}

fn text_of(changed: &PostRestoreSummary) -> String {
    let PostRestoreSummary { users, tasks, sessions_ended } = changed;
    format!(
        "{GOOD}revoked{GOOD:#} {}: all users have to log in again\n\
         {GOOD}raised{GOOD:#} the ids, versions and change numbers of {} and {} by {RESTORE_OFFSET}\n\
         changes since the backup were lost; repeat by hand: {}",
        count_of(*sessions_ended, "session"),
        count_of(*users, "user"),
        count_of(*tasks, "task"),
        LOST_CHANGES.join(", ")
    )
}

fn json_of(changed: &PostRestoreSummary) -> Value {
    let PostRestoreSummary { users, tasks, sessions_ended } = changed;
    json!({"users": users, "tasks": tasks, "sessions_ended": sessions_ended, "to_check": LOST_CHANGES})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_one_are_singular() {
        let text = text_of(&PostRestoreSummary { users: 1, tasks: 1, sessions_ended: 1 });
        assert!(text.contains(" 1 session: ") && text.contains(" 1 user and 1 task by "), "{text}");
        let text = text_of(&PostRestoreSummary { users: 2, tasks: 0, sessions_ended: 3 });
        assert!(text.contains(" 3 sessions: ") && text.contains(" 2 users and 0 tasks by "), "{text}");
    }
}
