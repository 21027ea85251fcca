//! `tasklane migrate --adopt`: imports the database of an older server.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tasklane_adopt::{AdoptError, Change, InvalidRows, Legacy, Options, Outcome, Report, Source, count_of};
use tasklane_core::clock::{Clock, SystemClock};
use tasklane_sqlite::SqliteConfig;
use tokio::task;

use super::cli::MigrateArgs;
use super::database_url;
use super::errors::CommandError;
use super::output::{self, GOOD, OutputArgs};
use super::progress::Progress;
use crate::schema_migration::MigrateError;
use crate::settings::{Database, Settings};

/// Refresh period of the row counter.
const REFRESH: Duration = Duration::from_millis(100);

#[derive(PartialEq, Eq)]
pub(super) enum AdoptionResult {
    Adopted,
    /// The database already has Tasklane's tables. Migrations may be pending.
    AlreadyMigrated,
}

pub(super) async fn adopt(settings: &Settings, args: &MigrateArgs) -> Result<AdoptionResult, CommandError> {
    let source = args.from.as_ref().map(database_url::parse).transpose().map_err(MigrateError::From)?;
    let options = Options {
        now: SystemClock.now(),
        accepts_hash: tasklane_auth::is_older_hash,
        unusable_hash: tasklane_auth::unusable_hash(),
        mend: args.mend,
        check: args.check,
        rows: Arc::default(),
    };
    let outcome = adopt_with_progress(&settings.database, source, options, args.output).await;
    if let (Err(AdoptError::InvalidRows(rows)), true) = (&outcome, args.output.json) {
        output::print_json(&json!({"faults": invalid_rows_as_json(rows)}))?;
    }
    print_outcome(outcome.map_err(MigrateError::from)?, settings, args)
}

fn print_outcome(
    outcome: Outcome,
    settings: &Settings,
    args: &MigrateArgs,
) -> Result<AdoptionResult, CommandError> {
    let (name, result, report) = match outcome {
        Outcome::AlreadyMigrated => {
            if !args.output.json {
                output::print("nothing to adopt: the database already has Tasklane's tables")?;
            }
            return Ok(AdoptionResult::AlreadyMigrated);
        }
        Outcome::Adopted(report) => ("adopted", "adopted", report),
        Outcome::WouldAdopt(report) => {
            ("would_adopt", "nothing was changed; without --check, the command would adopt", report)
        }
    };
    if !args.check {
        let (users, tasks, changes) = (report.users, report.tasks, report.changes.len());
        tracing::info!(users, tasks, changes, "adopted the older database");
    }
    let note = quota_note(&report, settings.storage_quota.max_tasks);
    let text = format!("{GOOD}{result}{GOOD:#} {report}{}", note.unwrap_or_default());
    output::print_result(args.output, text.trim_end(), &json!({name: as_json(&report)}))?;
    Ok(AdoptionResult::Adopted)
}

/// Returns a warning if a user has reached the task quota. Adoption ignores the quota.
fn quota_note(report: &Report, max_tasks: u32) -> Option<String> {
    let max = report.max_tasks_of_a_user;
    (max >= u64::from(max_tasks)).then(|| {
        format!(
            "a user has {}, and MAX_TASKS_PER_USER is {max_tasks}: raise it to allow this user to add \
             more tasks",
            count_of(max, "task")
        )
    })
}

fn as_json(report: &Report) -> Value {
    let Report {
        users,
        tasks,
        max_tasks_of_a_user,
        silent_repairs,
        changes,
        password_resets,
        skipped,
        renamed_tables,
        other_connections,
    } = report;
    let change = |change: &Change| {
        let Change { table, id, column, before, after, reason } = change;
        json!({"table": table, "id": id, "column": column, "before": before, "after": after, "reason": reason})
    };
    json!({
        "users": users,
        "tasks": tasks,
        "max_tasks_of_a_user": max_tasks_of_a_user,
        "mended": silent_repairs,
        "changes": changes.iter().map(change).collect::<Vec<_>>(),
        "password_resets": password_resets,
        "left": skipped,
        "kept": renamed_tables,
        "other_connections": other_connections,
    })
}

fn invalid_rows_as_json(rows: &InvalidRows) -> Vec<Value> {
    let fault = |(table, fault, mendable, rows, ids): (&str, &str, bool, usize, &[String])| json!({"table": table, "fault": fault, "mendable": mendable, "rows": rows, "ids": ids});
    rows.kinds().map(fault).collect()
}

/// Adopts in one transaction and shows the progress, because the transaction may take minutes.
async fn adopt_with_progress(
    database: &Database,
    source: Option<Database>,
    options: Options,
    output: OutputArgs,
) -> Result<Outcome, AdoptError> {
    let progress = Progress::counting("rows of the older server", output);
    let rows = options.rows.clone();
    tokio::select! {
        done = adopt_from(database, source, options) => done,
        never = show(&progress, &rows) => match never {},
    }
}

async fn show(progress: &Progress, rows: &AtomicU64) -> Infallible {
    loop {
        progress.set_position(rows.load(Ordering::Relaxed));
        tokio::time::sleep(REFRESH).await;
    }
}

async fn adopt_from(
    database: &Database,
    source: Option<Database>,
    options: Options,
) -> Result<Outcome, AdoptError> {
    match (source, database) {
        (None, Database::Postgres(config)) => tasklane_postgres::adopt(config, options).await,
        (None, Database::Sqlite(config)) => {
            let config = config.clone();
            on_a_thread(move || tasklane_sqlite::adopt(&config, &options)).await
        }
        (Some(Database::Sqlite(from)), database) => {
            reject_same_file(&from, database)?;
            let (source, legacy) = tasklane_sqlite::open_source(&from)?;
            copy_to(database, options, source, legacy).await
        }
        (Some(Database::Postgres(from)), database) => {
            let (source, legacy) = tasklane_postgres::open_source(&from, options.now).await?;
            copy_to(database, options, source, legacy).await
        }
    }
}

async fn copy_to<S: Source + Send + 'static>(
    database: &Database,
    options: Options,
    source: S,
    legacy: Legacy,
) -> Result<Outcome, AdoptError> {
    match database {
        Database::Postgres(config) => tasklane_postgres::adopt_from(config, options, source, legacy).await,
        Database::Sqlite(config) => {
            let config = config.clone();
            on_a_thread(move || tasklane_sqlite::adopt_from(&config, &options, source, &legacy)).await
        }
    }
}

fn reject_same_file(from: &SqliteConfig, database: &Database) -> Result<(), AdoptError> {
    let Database::Sqlite(config) = database else { return Ok(()) };
    let same = |config: &SqliteConfig| config.path().canonicalize().ok();
    match (same(from), same(config)) {
        (Some(from), Some(own)) if from == own => Err(AdoptError::SameDatabase),
        _ => Ok(()),
    }
}

/// Runs blocking SQLite calls on a separate thread.
async fn on_a_thread(
    work: impl FnOnce() -> Result<Outcome, AdoptError> + Send + 'static,
) -> Result<Outcome, AdoptError> {
    match task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(stopped) => Err(AdoptError::Database(stopped.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn note_warns_about_a_reached_quota() {
        let report = Report { max_tasks_of_a_user: 10, ..Report::default() };
        assert_eq!(quota_note(&report, 11), None);
        assert!(quota_note(&report, 10).unwrap().contains("has 10 tasks, and MAX_TASKS_PER_USER is 10"));
    }
}
