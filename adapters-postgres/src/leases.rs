//! Leases in PostgreSQL.

use async_trait::async_trait;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use tasklane_core::clock::Timestamp;
use tasklane_core::lease::Leases;
use tasklane_core::store_error::StoreError;
use uuid::Uuid;

use crate::connection::cached_sql::cached_sql;
use crate::database::Database;

const ACQUIRE: &str = "
INSERT INTO leases (name, holder, ends_at) VALUES ($1, $2, $4)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
WHERE leases.holder = $2 OR leases.ends_at <= $3";

const RELEASE: &str = "DELETE FROM leases WHERE name = $1 AND holder = $2";

pub(crate) struct PostgresLeases {
    database: Database,
}

impl PostgresLeases {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl Leases for PostgresLeases {
    async fn acquire(
        &self,
        name: &str,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let upsert = || {
            cached_sql(ACQUIRE).bind_all(|sql| {
                sql.bind::<Text, _>(name)
                    .bind::<SqlUuid, _>(holder)
                    .bind::<Timestamptz, _>(now)
                    .bind::<Timestamptz, _>(until)
            })
        };
        Ok(self.database.execute(upsert).await? == 1)
    }

    async fn release(&self, name: &str, holder: Uuid) -> Result<(), StoreError> {
        let delete =
            || cached_sql(RELEASE).bind_all(|sql| sql.bind::<Text, _>(name).bind::<SqlUuid, _>(holder));
        self.database.execute(delete).await?;
        Ok(())
    }
}
