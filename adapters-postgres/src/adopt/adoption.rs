//! The adoption as a whole: one transaction, which leaves everything as it was unless it succeeds.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::Connection as _;
use diesel_migrations::MigrationHarness;
use tasklane_core::clock::Timestamp;
use tasklane_core::user::PasswordHash;

use super::batches::for_each_batch;
use super::older::Older;
use super::tasks::{LONGEST_DESCRIPTION, Tasks};
use super::users::Users;
use super::{AdoptError, Problems, Report, indexes, kept, settling};
use crate::config::PostgresConfig;
use crate::connect::connect;
use crate::distribution;
use crate::migrate::{Connection, MIGRATIONS, MigrateError, lock, on_a_thread, refuse_poolers};
use crate::whose::{Whose, whose};

/// How to adopt.
#[derive(Debug, Clone)]
pub struct Adoption {
    /// For rows that don't say when they were made.
    pub now: Timestamp,
    /// Whether a login will be able to verify this.
    pub knows_hash: fn(&PasswordHash) -> bool,
    /// Do everything, and take it back.
    pub rehearse: bool,
    /// Counts the rows that were looked at, for who wants to see how it goes on.
    pub rows: Arc<AtomicU64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// By an earlier run, or it never was the older server's.
    IsOurs,
    Adopted(Report),
    Rehearsed(Report),
}

/// Takes over the older server's tables. Waits while another process migrates or adopts.
pub async fn adopt(config: &PostgresConfig, adoption: Adoption) -> Result<Outcome, AdoptError> {
    refuse_poolers(config)?;
    let connection = connect(&config.patient_target()).await.map_err(MigrateError::Connect)?;
    on_a_thread(connection, move |connection| {
        lock(connection)?;
        match whose(connection)? {
            Whose::OlderServers(columns) => adopt_older(connection, &Older::new(columns), &adoption),
            Whose::Ours => Ok(Outcome::IsOurs),
            Whose::Nobodys => Err(AdoptError::Empty),
            Whose::SomebodyElses(tables) => Err(AdoptError::NotOlder(tables)),
        }
    })
    .await
}

/// Why the transaction is taken back.
enum Stop {
    Failed(AdoptError),
    Rehearsed(Report),
}

impl<E: Into<AdoptError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn adopt_older(
    connection: &mut Connection,
    older: &Older,
    adoption: &Adoption,
) -> Result<Outcome, AdoptError> {
    let done = connection.transaction(|connection| {
        let report = take_over(connection, older, adoption)?;
        if adoption.rehearse { Err(Stop::Rehearsed(report)) } else { Ok(report) }
    });
    match done {
        Ok(report) => {
            distribution::distribute(connection).map_err(AdoptError::NotSpread)?;
            Ok(Outcome::Adopted(report))
        }
        Err(Stop::Rehearsed(report)) => Ok(Outcome::Rehearsed(report)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

fn take_over(connection: &mut Connection, older: &Older, adoption: &Adoption) -> Result<Report, AdoptError> {
    let (mut problems, mut report) = (Problems::default(), Report::default());
    older.find_misfits(&mut problems);
    if !problems.is_empty() {
        return Err(AdoptError::Problems(problems));
    }
    kept::lock(connection)?;
    report.left = older.unknown().chain(kept::find_others(connection)?).collect();
    report.other_connections = kept::count_connections(connection)?;
    kept::rename(connection)?;
    connection.run_pending_migrations(MIGRATIONS).map_err(MigrateError::Failed)?;
    let removed = indexes::remove(connection)?;
    copy(connection, older, adoption, &mut problems, &mut report)?;
    if !problems.is_empty() {
        return Err(AdoptError::Problems(problems));
    }
    indexes::rebuild(connection, removed)?;
    settling::settle(connection)?;
    Ok(report)
}

/// Adds rows as long as there is no problem, and then goes on to find all others.
fn copy(
    connection: &mut Connection,
    older: &Older,
    adoption: &Adoption,
    problems: &mut Problems,
    report: &mut Report,
) -> diesel::QueryResult<()> {
    let mut users = Users::begin(connection, problems, report, adoption.knows_hash)?;
    for_each_batch(connection, &older.select_users(adoption.now), |connection, batch| {
        count(&adoption.rows, batch.len());
        users.add(connection, batch)
    })?;
    users.end(connection)?;
    let mut tasks = Tasks::begin(problems, report);
    let select = older.select_tasks(adoption.now, LONGEST_DESCRIPTION);
    for_each_batch(connection, &select, |connection, batch| {
        count(&adoption.rows, batch.len());
        tasks.add(connection, &batch)
    })
}

fn count(rows: &AtomicU64, more: usize) {
    rows.fetch_add(more.try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
}
