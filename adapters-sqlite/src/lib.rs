//! The stores on an embedded `SQLite` file.
//!
//! [`SqliteConfig`] says where the file is, [`migrate`] brings it up to date, [`open`] gives the stores. `SQLite` works
//! in the thread that calls it, so the calls run on threads of our own: several that read, one that writes. A store's
//! method sends a closure there and waits for the answer; a caller that goes away loses the answer and nothing else.
//! The writing thread takes what waits into one transaction, hence one fsync, and answers after the commit.

mod adopt;
mod backup;
mod connection;
mod database;
mod health;
mod leases;
mod migrate;
mod panicked;
mod queue;
mod schema;
mod sessions;
#[cfg(test)]
mod statement_tests;
mod tasks;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that can't go on shall stop")]
pub mod testing;
mod users;
mod values;
mod writer;

use std::sync::Arc;

use tasklane_core::stores::Stores;

pub use adopt::{SqliteSource, adopt, adopt_from, open_source};
pub use backup::after_restore::{AfterRestoreError, after_restore};
pub use backup::copy::{Backup, BackupError, backup};
pub use backup::restore::{RestoreError, Restored, restore};
pub use connection::config::{InvalidUrl, SqliteConfig};
pub use connection::connect::OpenError;
pub use migrate::{MigrateError, migrate, pending};

use connection::connect;
use database::{SqliteDatabase, Threads};

/// Opens the stores on a file, which is made when it is missing. The threads behind them end with the last clone.
pub fn open(config: &SqliteConfig) -> Result<Stores, OpenError> {
    let writer = connect::writer(config)?;
    let readers = (0..connect::reader_count()).map(|_| connect::reader(config)).collect::<Result<_, _>>()?;
    let threads = Threads::start(writer, readers).map_err(OpenError::Thread)?;
    let database = Arc::new(SqliteDatabase::new(threads));
    Ok(Stores {
        users: database.clone(),
        networks: database.clone(),
        tasks: database.clone(),
        task_keeping: database.clone(),
        sessions: database.clone(),
        leases: database.clone(),
        health: database,
    })
}
