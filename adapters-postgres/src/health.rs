//! Checks that the database responds and has every migration that this program needs.

use async_trait::async_trait;
use diesel::prelude::*;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::DatabaseHealth;
use thiserror::Error;

use crate::database::Database;
use crate::migrate;
use crate::migrate::citus::undistributed_of;
use crate::schema::__diesel_schema_migrations as applied;

#[derive(Debug, Error)]
#[error("the database lacks migrations that this program needs: {}", .0.join(", "))]
struct MissingMigrations(Vec<String>);

pub(crate) struct PostgresHealth {
    database: Database,
    needed: Vec<String>,
}

impl PostgresHealth {
    pub(crate) fn new(database: Database) -> Self {
        Self { database, needed: migrate::versions() }
    }
}

#[derive(Debug, Error)]
#[error(
    "the Citus extension is installed, but these tables are not distributed: {}; run `tasklane migrate` with the address of \
     the coordinator", .0.join(", ")
)]
struct UndistributedTables(Vec<String>);

#[derive(Debug, Error)]
#[error(
    "no node of the Citus cluster that stores tasks responds; start the nodes, or check the network between the nodes"
)]
struct NoShards;

#[async_trait]
impl DatabaseHealth for PostgresHealth {
    async fn check(&self) -> Result<(), StoreError> {
        let applied: Vec<String> = self.database.read(|| applied::table.select(applied::version)).await?;
        // Migrations of a newer version are harmless, because this program does not use the tables and columns that they add.
        let missing: Vec<String> =
            self.needed.iter().filter(|version| !applied.contains(version)).cloned().collect();
        if !missing.is_empty() {
            return Err(StoreError::Rejected(MissingMigrations(missing).into()));
        }
        if self.database.is_on_citus() { self.check_distribution().await } else { Ok(()) }
    }
}

impl PostgresHealth {
    /// Reads only the catalog of the entry node. Without distribution, all rows would be on one node, and the tables
    /// could later be distributed only while no server runs.
    async fn check_distribution(&self) -> Result<(), StoreError> {
        if !self.database.has_shards() {
            return Err(StoreError::Unavailable(NoShards.into()));
        }
        let tables = undistributed_of(&self.database).await?;
        if tables.is_empty() {
            return Ok(());
        }
        Err(StoreError::Rejected(UndistributedTables(tables).into()))
    }
}
