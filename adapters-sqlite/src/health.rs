//! Whether the database answers, and has the schema that the stores were written for.

use async_trait::async_trait;
use diesel::dsl::max;
use diesel::prelude::*;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::DatabaseHealth;
use thiserror::Error;

use crate::error::store_error;
use crate::migrate::newest_known;
use crate::schema::__diesel_schema_migrations as migrations;
use crate::threads::SqliteDatabase;

#[derive(Debug, Error)]
#[error("the newest migration of the database is {found:?}, not {known:?}")]
struct OtherSchema {
    found: Option<String>,
    known: Option<String>,
}

#[async_trait]
impl DatabaseHealth for SqliteDatabase {
    async fn check(&self) -> Result<(), StoreError> {
        let newest = migrations::table.select(max(migrations::version));
        let read = move |connection: &mut SqliteConnection| newest.first(connection).map_err(store_error);
        let found: Option<String> = self.threads.read(read).await?;
        let known = newest_known();
        if found == known { Ok(()) } else { Err(StoreError::Rejected(OtherSchema { found, known }.into())) }
    }
}
