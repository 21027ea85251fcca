//! Whether the database answers, and has all of the schema that the stores were written for.

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
struct Lacking(Vec<String>);

#[async_trait]
impl DatabaseHealth for SqliteDatabase {
    async fn check(&self) -> Result<(), StoreError> {
        let mut lacking = migrate::versions();
        // More is no harm: what a newer program adds, this one does not look at.
        let newest = lacking.iter().max().cloned().unwrap_or_default();
        let versions = migrations::table.filter(migrations::version.le(newest)).select(migrations::version);
        let read = move |connection: &mut SqliteConnection| versions.load(connection).map_err(store_error);
        let applied: Vec<String> = self.threads.read(read).await?;
        lacking.retain(|version| !applied.contains(version));
        if lacking.is_empty() { Ok(()) } else { Err(StoreError::Rejected(Lacking(lacking).into())) }
    }
}
