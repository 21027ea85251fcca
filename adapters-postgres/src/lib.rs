//! The stores on PostgreSQL.
//!
//! [`PostgresConfig`] parses the URL, [`migrate`] updates the schema, and [`open`] returns the [`Stores`]. Each port is
//! implemented in one file. Nearly every write is one statement, with one round trip and one commit. `database.rs` runs
//! the statements, and `connection/errors.rs` classifies their failures.
#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod adopt;
mod announcements;
mod backup;
mod cluster_nodes;
mod connection;
mod copy;
mod database;
mod diagnosis;
mod health;
mod indexes;
mod leases;
mod mails;
mod migrate;
mod pipeline;
mod read_replica;
mod read_session;
mod schema;
mod sessions;
#[cfg(test)]
mod statement_tests;
mod tasks;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod test_cluster;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test may panic")]
pub mod testing;
mod transaction;
mod user_scan;
mod users;
mod values;

use std::sync::Arc;

use tasklane_core::stores::Stores;

pub use adopt::{PostgresSource, adopt, adopt_from, open_source};
pub use announcements::PostgresAnnouncements;
pub use backup::after_restore::{AfterRestoreError, after_restore, has_tasklane_schema};
pub use cluster_nodes::watch_nodes;
pub use connection::config::PostgresConfig;
pub use connection::connect_error::ConnectError;
pub use connection::invalid_url::InvalidUrl;
pub use copy::{PostgresCopySource, PostgresCopyTarget, open_copy_source, open_copy_target};
pub use diagnosis::primary::{ConnectionLimits, Diagnosis, diagnose};
pub use diagnosis::replica::{ReplicaDiagnosis, diagnose_replica};
pub use diagnosis::session::{ClockDifference, DiagnosisError};
pub use migrate::{MigrateError, migrate, migrate_on_start, pending};

use database::Database;
use health::PostgresHealth;
use leases::PostgresLeases;
use mails::links::PostgresLinkStore;
use mails::outbox::PostgresMailOutbox;
use read_replica::ReadReplica;
use sessions::store::PostgresSessionStore;
use tasks::retention::PostgresTaskRetention;
use tasks::store::PostgresTaskStore;
use users::known_networks::PostgresKnownNetworks;
use users::store::PostgresUserStore;

/// Returns stores with their own connection pool. Opens no connection yet.
///
/// Call this function once for each thread that serves requests: connections that stay on the thread that uses them are
/// much faster than the connections of a shared pool.
pub fn open(config: &PostgresConfig, pool_size: usize) -> Stores {
    let database = Database::new(config, pool_size);
    Stores {
        users: Arc::new(PostgresUserStore::new(database.clone())),
        networks: Arc::new(PostgresKnownNetworks::new(database.clone())),
        tasks: Arc::new(
            PostgresTaskStore::new(database.clone())
                .with_scheduler(config.read_scheduler().clone(), pool_size)
                .with_read_replica(ReadReplica::open(config, pool_size)),
        ),
        task_retention: Arc::new(PostgresTaskRetention::new(database.clone())),
        sessions: Arc::new(PostgresSessionStore::new(database.clone())),
        outbox: Arc::new(PostgresMailOutbox::new(database.clone())),
        links: Arc::new(PostgresLinkStore::new(database.clone())),
        leases: Arc::new(PostgresLeases::new(database.clone())),
        health: Arc::new(PostgresHealth::new(database)),
    }
}
