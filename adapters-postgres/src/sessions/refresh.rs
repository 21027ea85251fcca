//! Saves a refresh of a session, and confirms the refresh token that an access token was issued with.

use diesel::sql_types::{BigInt, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{RefreshChange, RetiredRefresh};
use tasklane_core::store_error::StoreError;

use crate::connection::cached_sql::cached_sql;
use crate::sessions::statements::{CONFIRM, SAVE_REFRESH};
use crate::sessions::store::PostgresSessionStore;
use crate::values::SessionIdRow;

impl PostgresSessionStore {
    pub(crate) async fn save(&self, change: &RefreshChange) -> Result<(), StoreError> {
        let refresh = &change.refresh;
        let used = refresh.used.as_ref().map(|handle| handle.0.as_slice());
        let rotation = refresh.rotation.as_ref();
        let retired = rotation.and_then(|rotation| RetiredRefresh::encode(&rotation.retired));
        let ip = change.last_client.ip.map(|ip| ip.to_string());
        let update = || {
            cached_sql(SAVE_REFRESH).bind_all(|sql| {
                sql.bind::<BigInt, _>(change.user_id.get())
                    .bind::<SqlUuid, _>(change.id.0)
                    .bind::<Bytea, _>(change.from_tip.0.as_slice())
                    .bind::<Nullable<Timestamptz>, _>(change.from_confirmed_at)
                    .bind::<Nullable<Bytea>, _>(used)
                    .bind::<Bytea, _>(refresh.tip.handle.0.as_slice())
                    .bind::<Timestamptz, _>(refresh.tip.issued_at)
                    .bind::<Timestamptz, _>(refresh.tip.expires_at)
                    .bind::<Timestamptz, _>(change.last_used_at)
                    .bind::<Nullable<BigInt>, _>(rotation.map(|rotation| i64::from(rotation.ordinal)))
                    .bind::<Nullable<Bytea>, _>(rotation.map(|rotation| rotation.numbered.0.as_slice()))
                    .bind::<Nullable<Timestamptz>, _>(rotation.and_then(|rotation| rotation.confirmed_at))
                    .bind::<Nullable<Bytea>, _>(retired.as_deref())
                    .bind::<Nullable<Text>, _>(change.last_client.user_agent())
                    .bind::<Nullable<Text>, _>(ip.as_deref())
            })
        };
        if self.database.execute(update).await? == 0 { Err(StoreError::Conflict) } else { Ok(()) }
    }

    pub(crate) async fn confirm_refresh(
        &self,
        user: UserId,
        id: SessionId,
        ordinal: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = || {
            cached_sql(CONFIRM).bind_all(|sql| {
                sql.bind::<BigInt, _>(user.get())
                    .bind::<SqlUuid, _>(id.0)
                    .bind::<BigInt, _>(i64::from(ordinal))
                    .bind::<Timestamptz, _>(now)
            })
        };
        let live: Vec<SessionIdRow> = self.database.write(update).await?;
        Ok(!live.is_empty())
    }
}
