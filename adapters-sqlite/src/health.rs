//! Checks that the database responds and has every migration that this program needs.

use async_trait::async_trait;
use diesel::prelude::*;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::DatabaseHealth;
use thiserror::Error;

use crate::connection::errors::store_error;
use crate::database::SqliteDatabase;
use crate::migrate;
use crate::schema::__diesel_schema_migrations as migrations;

#[derive(Debug, Error)]
#[error("the database lacks migrations that this program needs: {}", .0.join(", "))]
struct MissingMigrations(Vec<String>);

#[async_trait]
impl DatabaseHealth for SqliteDatabase {
    async fn check(&self) -> Result<(), StoreError> {
        let mut missing = migrate::versions();
        // Migrations of a newer version are harmless, because this program does not use the tables and columns that they add.
        let newest = missing.iter().max().cloned().unwrap_or_default();
        let versions = migrations::table.filter(migrations::version.le(newest)).select(migrations::version);
        let read = move |connection: &mut SqliteConnection| versions.load(connection).map_err(store_error);
        let applied: Vec<String> = self.threads.read(read).await?;
        missing.retain(|version| !applied.contains(version));
        if missing.is_empty() { Ok(()) } else { Err(StoreError::Rejected(MissingMigrations(missing).into())) }
    }
}
