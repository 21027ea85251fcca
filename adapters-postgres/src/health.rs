//! Checks that the database responds and has every migration that this program needs.

use async_trait::async_trait;
use diesel::prelude::*;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::DatabaseHealth;
use thiserror::Error;

use crate::database::Database;
use crate::migrate;
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

#[async_trait]
impl DatabaseHealth for PostgresHealth {
    async fn check(&self) -> Result<(), StoreError> {
        let applied: Vec<String> = self.database.read(|| applied::table.select(applied::version)).await?;
        // Migrations of a newer version are harmless, because this program does not use the tables and columns that they add.
        let missing: Vec<String> =
            self.needed.iter().filter(|version| !applied.contains(version)).cloned().collect();
        if missing.is_empty() { Ok(()) } else { Err(StoreError::Rejected(MissingMigrations(missing).into())) }
    }
}
