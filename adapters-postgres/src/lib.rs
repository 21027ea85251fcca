//! The stores on PostgreSQL.
//!
//! [`PostgresConfig`] reads the URL, [`migrate`] brings the schema up to date, [`open`] gives the [`Stores`]. Inside,
//! each port is one file; nearly every write in them is one statement, so one round trip and one commit. `database.rs` runs the statements, `error.rs` says what a failure means.

// First: the macros of this module are used in those below.
#[macro_use]
mod task_columns;

mod account_changes;
mod account_sql;
mod adopt;
mod after_restore;
mod announcements;
mod blocking_connection;
mod cached_sql;
mod citus;
mod config;
mod connect;
mod connect_error;
mod connect_throttle;
mod database;
mod dump;
mod error;
mod figures;
mod framing;
mod health;
mod invalid_url;
mod known_networks;
mod leases;
mod migrate;
mod pipeline;
#[cfg(test)]
mod prepared_statements;
mod read_replica;
mod replica_circuit;
mod rows;
mod schema;
mod schema_owner;
mod search_texts;
mod session_refresh;
mod session_sql;
mod session_store;
mod slices;
mod storage;
mod storage_sql;
mod task_batches;
mod task_keeping;
mod task_keeping_sql;
mod task_list;
mod task_list_sql;
#[cfg(test)]
mod task_plans;
mod task_reading;
mod task_rows;
mod task_slices;
mod task_sql;
mod task_store;
mod task_writing;
mod task_writing_sql;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that can't go on shall stop")]
pub mod testing;
mod tls;
mod tls_options;
mod user_store;
#[cfg(test)]
mod user_tables_tests;

use std::sync::Arc;

use tasklane_core::stores::Stores;

pub use adopt::{PostgresSource, adopt, adopt_from, open_source};
pub use after_restore::{AfterRestoreError, after_restore, is_ours};
pub use announcements::PostgresAnnouncements;
pub use config::PostgresConfig;
pub use connect_error::ConnectError;
pub use invalid_url::InvalidUrl;
pub use migrate::{MigrateError, migrate, pending};

use database::Database;
use health::PostgresHealth;
use known_networks::PostgresKnownNetworks;
use leases::PostgresLeases;
use read_replica::ReadReplica;
use session_store::PostgresSessionStore;
use task_keeping::PostgresTaskKeeping;
use task_store::PostgresTaskStore;
use user_store::PostgresUserStore;

/// Stores over a pool of their own. Connects to nothing yet.
///
/// Open one for each thread that serves requests: connections that live on the thread that uses them are a good deal
/// faster than those of a shared pool.
pub fn open(config: &PostgresConfig, pool_size: usize) -> Stores {
    let database = Database::new(config, pool_size);
    Stores {
        users: Arc::new(PostgresUserStore::new(database.clone())),
        networks: Arc::new(PostgresKnownNetworks::new(database.clone())),
        tasks: Arc::new(
            PostgresTaskStore::new(database.clone())
                .taking_turns(config.read_turns().clone(), pool_size)
                .reading_from(ReadReplica::open(config, pool_size)),
        ),
        task_keeping: Arc::new(PostgresTaskKeeping::new(database.clone())),
        sessions: Arc::new(PostgresSessionStore::new(database.clone())),
        leases: Arc::new(PostgresLeases::new(database.clone())),
        health: Arc::new(PostgresHealth::new(database)),
    }
}
