//! The stores on an embedded SQLite file.
//!
//! [`SqliteConfig`] names the file, [`migrate`] updates its schema, and [`open`] returns the stores. SQLite runs in the
//! calling thread, so the stores have threads of their own: several readers and one writer. A store method sends a closure
//! to one of these threads and waits for the result. If the caller is cancelled, a queued read is skipped, but a queued
//! write still runs. The writer runs up to 64 queued writes in one transaction, with one fsync, and sends the
//! results after the commit.
#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod adopt;
mod backup;
mod connection;
mod copy;
mod database;
mod diagnosis;
mod health;
mod leases;
mod lock_holders;
mod mails;
mod migrate;
mod readers;
mod schema;
mod sequences;
mod sessions;
#[cfg(test)]
mod statement_tests;
mod tasks;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test may panic")]
pub mod testing;
mod users;
mod values;
mod worker;
mod writer;

use std::sync::Arc;

use tasklane_core::stores::Stores;

pub use adopt::{SqliteSource, adopt, adopt_from, open_source};
pub use backup::after_restore::{AfterRestoreError, after_restore};
pub use backup::copy::{Backup, BackupError, backup};
pub use backup::restore::{RestoreError, Restored, restore};
pub use connection::config::{InvalidUrl, SqliteConfig};
pub use connection::connect::OpenError;
pub use copy::{SqliteCopySource, SqliteCopyTarget, open_copy_source, open_copy_target};
pub use diagnosis::{Diagnosis, DiagnosisError, Integrity, diagnose, has_unrevoked_session};
pub use lock_holders::LockHolders;
pub use migrate::{MigrateError, migrate, pending};

use connection::connect;
use database::{DatabaseThreads, SqliteDatabase};

/// Opens the stores on a file, and creates the file if it is missing. The threads end when the last clone of the stores is
/// dropped.
pub fn open(config: &SqliteConfig) -> Result<Stores, OpenError> {
    let writer = connect::writer(config)?;
    let readers = (0..connect::reader_count()).map(|_| connect::reader(config)).collect::<Result<_, _>>()?;
    let threads = DatabaseThreads::start(writer, readers).map_err(OpenError::Thread)?;
    let database = Arc::new(SqliteDatabase::new(threads));
    Ok(Stores {
        users: database.clone(),
        networks: database.clone(),
        tasks: database.clone(),
        task_retention: database.clone(),
        sessions: database.clone(),
        outbox: database.clone(),
        links: database.clone(),
        leases: database.clone(),
        health: database,
    })
}
