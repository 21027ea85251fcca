//! `tasklane migrate --adopt`: takes over the older server's database.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tasklane_core::clock::Clock;
use tasklane_postgres::{Adoption, Outcome, PostgresConfig, Report};

use super::cli::MigrateArgs;
use super::migrate::MigrateError;
use super::output::{self, GOOD, OutputArgs};
use super::progress::Progress;
use super::run::CommandError;
use crate::SystemClock;
use crate::settings::Database;

/// How often the number of rows is shown.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

#[derive(PartialEq, Eq)]
pub(super) enum Adopted {
    Yes,
    /// It was before, or nobody else's ever: what is left is to migrate it.
    WasOurs,
}

pub(super) async fn adopt(database: &Database, args: &MigrateArgs) -> Result<Adopted, CommandError> {
    let Database::Postgres(config) = database else { return Err(MigrateError::NothingToAdopt.into()) };
    let adoption = Adoption {
        now: SystemClock.now(),
        knows_hash: tasklane_auth::is_older_hash,
        rehearse: args.check,
        rows: Arc::default(),
    };
    let (name, done, report) = match adopt_visibly(config, adoption, args.output).await? {
        Outcome::IsOurs => {
            if !args.output.json {
                output::print("nothing to adopt: the database is Tasklane's already")?;
            }
            return Ok(Adopted::WasOurs);
        }
        Outcome::Adopted(report) => ("adopted", "adopted", report),
        Outcome::Rehearsed(report) => {
            ("would_adopt", "nothing was changed; without --check this would have adopted", report)
        }
    };
    let (users, tasks) = (report.users, report.tasks);
    tracing::info!(users, tasks, rehearsed = args.check, "adopted the older database");
    let text = format!("{GOOD}{done}{GOOD:#} {report}");
    output::answer(args.output, text.trim_end(), &json!({name: as_json(&report)}))?;
    Ok(Adopted::Yes)
}

fn as_json(report: &Report) -> Value {
    let Report { users, tasks, mended, left, other_connections } = report;
    json!({
        "users": users,
        "tasks": tasks,
        "mended": mended,
        "left": left,
        "other_connections": other_connections,
    })
}

/// It is one transaction, which may take minutes.
async fn adopt_visibly(
    config: &PostgresConfig,
    adoption: Adoption,
    output: OutputArgs,
) -> Result<Outcome, MigrateError> {
    let progress = Progress::counting("rows of the older server", output);
    let rows = adoption.rows.clone();
    tokio::select! {
        done = tasklane_postgres::adopt(config, adoption) => Ok(done?),
        never = show(&progress, &rows) => match never {},
    }
}

async fn show(progress: &Progress, rows: &AtomicU64) -> Infallible {
    loop {
        progress.reach(rows.load(Ordering::Relaxed));
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}
