//! Why the schema could not be migrated or checked.

use tasklane_core::store_error::{Cause, StoreError};
use thiserror::Error;
use tokio::task;

use crate::connection::connect_error::ConnectError;

/// Why the schema could not be migrated or checked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// The connection to the database failed.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The address is that of a transaction pooler, where no lock outlives a transaction.
    #[error(
        "cannot migrate through a connection pooler: run `tasklane migrate` with the database's own address and without \
         DATABASE_POOLER, and set MIGRATE_ON_START=false on the servers"
    )]
    BehindPooler,
    /// A newer program has migrated the database.
    #[error("the database is newer than this program, which lacks the migrations {}; install the newer version", .versions.join(", "))]
    NewerSchema {
        /// The versions of the migrations that this program does not have.
        versions: Vec<String>,
    },
    /// The tables are those of an older server. See [`adopt`](crate::adopt()).
    #[error(
        "the database contains the tables of an older server: `tasklane migrate --adopt` adopts them (--check is a dry \
         run); nothing was changed"
    )]
    NotAdopted,
    /// The encoding of the database can't store every text.
    #[error(
        "the database stores text as {encoding} instead of UTF8; create another database with CREATE DATABASE \
         tasklane ENCODING 'UTF8' TEMPLATE template0"
    )]
    Encoding {
        /// The name that PostgreSQL shows, such as `SQL_ASCII`.
        encoding: String,
    },
    /// The tables are those of another program.
    #[error(
        "the database contains tables of another program: {}; nothing was changed: use another database",
        .tables.join(", ")
    )]
    ForeignTables {
        /// The names of all tables in the schema.
        tables: Vec<String>,
    },
    /// The address is that of a worker of a Citus cluster.
    #[error(
        "cannot migrate through a worker of the Citus cluster: run `tasklane migrate` with the address of the coordinator"
    )]
    OnWorker,
    /// A node of the Citus cluster would assign ids that clients can't read exactly.
    #[error(
        "the Citus cluster has a node with the group number {group}, whose ids would exceed 2^53; register the nodes in a \
         new cluster: group numbers must be at most 31"
    )]
    GroupNumber {
        /// The group number in `pg_dist_node`.
        group: i64,
    },
    /// The list of applied migrations could not be read.
    #[error("cannot read the migrations of the database")]
    Unreadable(#[from] StoreError),
    /// A statement that is not part of a migration failed.
    #[error("a statement failed")]
    Query(#[from] diesel::result::Error),
    /// A migration failed.
    #[error("a migration failed and was rolled back; earlier migrations remain applied")]
    Failed(#[source] Cause),
    /// The async runtime was shut down in the meantime.
    #[error("the migration was stopped")]
    Stopped(#[source] task::JoinError),
}

impl MigrateError {
    /// Whether a retry may succeed, because the database was unreachable or unavailable.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::Unreadable(StoreError::Unavailable(_)))
    }
}
