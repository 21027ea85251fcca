//! Whether the database answers, and has all of the schema that this program was built for.

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
struct Lacking(Vec<String>);

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
        // More is no harm: what a newer program adds, this one does not look at.
        let lacking: Vec<String> =
            self.needed.iter().filter(|version| !applied.contains(version)).cloned().collect();
        if lacking.is_empty() { Ok(()) } else { Err(StoreError::Rejected(Lacking(lacking).into())) }
    }
}
