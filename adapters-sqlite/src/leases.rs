//! Leases in SQLite, for processes that share the file.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use tasklane_core::clock::Timestamp;
use tasklane_core::lease::Leases;
use tasklane_core::store_error::StoreError;
use uuid::Uuid;

use crate::connection::cached_sql::{cached, cached_as};
use crate::connection::errors::store_error;
use crate::database::SqliteDatabase;
use crate::schema::leases;
use crate::values::micros;

const ACQUIRE: &str = "INSERT INTO leases (name, holder, ends_at) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE \
                       SET holder = excluded.holder, ends_at = excluded.ends_at \
                       WHERE leases.holder = excluded.holder OR leases.ends_at <= ?4 RETURNING ends_at";

#[async_trait]
impl Leases for SqliteDatabase {
    async fn acquire(
        &self,
        name: &str,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let acquire = diesel::sql_query(ACQUIRE)
            .bind::<Text, _>(name.to_owned())
            .bind::<Binary, _>(holder.as_bytes().to_vec())
            .bind::<BigInt, _>(micros(until))
            .bind::<BigInt, _>(micros(now));
        let acquire = move |connection: &mut SqliteConnection| {
            cached_as::<BigInt, _>(acquire).get_result::<i64>(connection).optional().map_err(store_error)
        };
        self.threads.write(acquire).await.map(|acquired| acquired.is_some())
    }

    async fn release(&self, name: &str, holder: Uuid) -> Result<(), StoreError> {
        let own = leases::table.find(name.to_owned()).filter(leases::holder.eq(holder.as_bytes().to_vec()));
        let release = move |connection: &mut SqliteConnection| {
            let delete = diesel::delete(own).returning(leases::ends_at);
            cached(delete).get_result::<i64>(connection).optional().map_err(store_error)
        };
        self.threads.write(release).await.map(drop)
    }
}
