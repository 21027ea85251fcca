//! Whether the database answers, and has the schema that this program was built for.

use async_trait::async_trait;
use diesel::dsl::max;
use diesel::prelude::*;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::DatabaseHealth;
use thiserror::Error;

use crate::database::Database;
use crate::migrate;
use crate::schema::__diesel_schema_migrations as applied;

#[derive(Debug, Error)]
#[error("the newest migration of the database is {applied:?}, that of this program {known:?}")]
struct OtherSchema {
    applied: Option<String>,
    known: Option<String>,
}

pub(crate) struct PostgresHealth {
    database: Database,
    newest_migration: Option<String>,
}

impl PostgresHealth {
    pub(crate) fn new(database: Database) -> Self {
        Self { database, newest_migration: migrate::newest() }
    }
}

#[async_trait]
impl DatabaseHealth for PostgresHealth {
    async fn check(&self) -> Result<(), StoreError> {
        let newest = self.database.read(|| applied::table.select(max(applied::version))).await?;
        let newest: Option<String> = newest.into_iter().next().flatten();
        if newest == self.newest_migration {
            return Ok(());
        }
        let known = self.newest_migration.clone();
        Err(StoreError::Rejected(Box::new(OtherSchema { applied: newest, known })))
    }
}
