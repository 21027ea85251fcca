//! `tasklane copy`: copies all data from one database to another.

use std::convert::Infallible;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tasklane_adopt::count_of;
use tasklane_copy::{CopiedTable, CopyError, CopyPhase, CopyProgress, CopySource, CopyTarget};
use tokio::task;

use super::cli::CopyArgs;
use super::database_url;
use super::errors::{CommandError, CopyCommandError};
use super::output::{self, GOOD};
use super::progress::Progress;
use crate::secret_key::key_file_path;
use crate::settings::{Database, Settings};

/// Refresh period of the progress bar.
const REFRESH: Duration = Duration::from_millis(100);

type Source = Box<dyn CopySource + Send>;
type Target = Box<dyn CopyTarget + Send>;

pub(super) async fn copy(settings: &Settings, args: &CopyArgs) -> Result<(), CommandError> {
    let (from, to) = databases(settings, args)?;
    let started = Instant::now();
    let source = open_source(&from).await.map_err(CopyCommandError::from)?;
    let target = open_target(&to).await.map_err(CopyCommandError::from)?;
    let (source, tables) = copy_with_progress(source, target, args).await?;
    let seconds = started.elapsed().as_secs_f64();
    let rows: u64 = tables.iter().map(|table| table.rows).sum();
    tracing::info!(rows, "copied the database");
    let text = text_of(&tables, seconds, key_file(&from));
    let by_table: Map<String, Value> =
        tables.iter().map(|table| (table.name.to_owned(), table.rows.into())).collect();
    output::print_result(args.output, &text, &json!({"rows": by_table, "seconds": seconds}))?;
    if args.hold {
        wait_for_enter().await?;
    }
    drop(source);
    Ok(())
}

/// Returns the source and the target. Reads their URLs from standard input in this order.
fn databases(settings: &Settings, args: &CopyArgs) -> Result<(Database, Database), CopyCommandError> {
    let from = database_url::parse(&args.from).map_err(CopyCommandError::From)?;
    let to = match &args.to {
        Some(url) => database_url::parse(url).map_err(CopyCommandError::To)?,
        None => settings.database.clone(),
    };
    match (&from, &to) {
        (Database::Sqlite(_), Database::Sqlite(_)) => Err(CopyCommandError::BothSqlite),
        (Database::Postgres(from), Database::Postgres(to)) if from.is_same_database(to) => {
            Err(CopyCommandError::SameDatabase)
        }
        _ => Ok((from, to)),
    }
}

async fn open_source(from: &Database) -> Result<Source, CopyError> {
    Ok(match from {
        Database::Sqlite(config) => Box::new(tasklane_sqlite::open_copy_source(config)?),
        Database::Postgres(config) => Box::new(tasklane_postgres::open_copy_source(config).await?),
    })
}

async fn open_target(to: &Database) -> Result<Target, CopyError> {
    Ok(match to {
        Database::Sqlite(config) => Box::new(tasklane_sqlite::open_copy_target(config)?),
        Database::Postgres(config) => Box::new(tasklane_postgres::open_copy_target(config).await?),
    })
}

/// Copies on another thread and shows the progress. Returns the source, which remains locked until it is dropped.
async fn copy_with_progress(
    mut source: Source,
    mut target: Target,
    args: &CopyArgs,
) -> Result<(Source, Vec<CopiedTable>), CopyCommandError> {
    let progress = Arc::new(CopyProgress::default());
    let bar = Progress::with_total(0, "rows copied", args.output);
    let shown = progress.clone();
    let copying = task::spawn_blocking(move || {
        let copied = tasklane_copy::copy(&mut *source, &mut *target, &progress);
        // Closes the connection to the target before the result is printed.
        drop(target);
        copied.map(|tables| (source, tables))
    });
    tokio::select! {
        done = copying => Ok(done.map_err(CopyCommandError::Stopped)??),
        never = show(&bar, &shown) => match never {},
    }
}

async fn show(bar: &Progress, progress: &CopyProgress) -> Infallible {
    loop {
        bar.describe(match progress.phase() {
            CopyPhase::Copying => "rows copied",
            CopyPhase::Finishing => "rows copied, building indexes",
            CopyPhase::Comparing => "rows compared",
        });
        bar.set_total(progress.total());
        bar.set_position(progress.rows());
        tokio::time::sleep(REFRESH).await;
    }
}

/// Waits until the operator presses Enter or standard input ends. The caller keeps the source locked.
async fn wait_for_enter() -> Result<(), CopyCommandError> {
    anstream::eprintln!(
        "the source is still locked, so its servers reject writes: stop them, start the servers on the target, then press \
         Enter"
    );
    let read = task::spawn_blocking(|| io::stdin().read_line(&mut String::new()));
    read.await.map_err(CopyCommandError::Stopped)?.map(drop).map_err(CopyCommandError::Input)
}

/// Returns the key file of the source, if there is one.
fn key_file(from: &Database) -> Option<PathBuf> {
    let Database::Sqlite(config) = from else { return None };
    Some(key_file_path(config.path())).filter(|path| path.exists())
}

fn text_of(tables: &[CopiedTable], seconds: f64, key_file: Option<PathBuf>) -> String {
    let rows = count_of(tables.iter().map(|table| table.rows).sum::<u64>(), "row");
    let mut lines = vec![format!("{GOOD}copied{GOOD:#} {rows} in {seconds:.1} s, and compared them")];
    lines.extend(tables.iter().map(|CopiedTable { name, rows }| format!("{rows:>12} {name}")));
    let key = match key_file {
        Some(path) => format!("secret key (SECRET_KEY_FILE={})", path.display()),
        None => "SECRET_KEY".to_owned(),
    };
    lines.push(format!(
        "start the servers on the target with the same {key}; otherwise all users have to log in again"
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lists_the_tables_and_the_key_file() {
        let tables = [CopiedTable { name: "users", rows: 1 }, CopiedTable { name: "tasks", rows: 1_000_000 }];
        let text =
            anstream::adapter::strip_str(&text_of(&tables, 61.04, Some("t.db.key".into()))).to_string();
        assert_eq!(
            text.lines().take(3).collect::<Vec<_>>(),
            ["copied 1000001 rows in 61.0 s, and compared them", "           1 users", "     1000000 tasks"]
        );
        assert!(text.contains("SECRET_KEY_FILE=t.db.key"), "{text}");
    }
}
