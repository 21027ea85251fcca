//! Sessions in PostgreSQL.

use async_trait::async_trait;
use diesel::dsl::not;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{Dead, RefreshChange, Session, SessionStore};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::PasswordHash;
use uuid::Uuid;

use crate::account_sql::OPEN_SESSION;
use crate::cached_sql::cached_sql;
use crate::database::Database;
use crate::rows::SessionRow;
use crate::schema::{deleted_users, sessions, users};

const SAVE_REFRESH: &str = "
UPDATE sessions
SET refresh_used = $4, refresh_tip = $5, refresh_tip_issued_at = $6, refresh_tip_expires_at = $7, last_used_at = $8
WHERE user_id = $1 AND id = $2 AND refresh_tip = $3 AND revoked_at IS NULL";

const REVOKE: &str =
    "UPDATE sessions SET revoked_at = $3 WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL";

pub(crate) struct PostgresSessionStore {
    database: Database,
}

impl PostgresSessionStore {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl SessionStore for PostgresSessionStore {
    async fn create(&self, session: &Session, verified: &PasswordHash) -> Result<(), StoreError> {
        let refresh = &session.refresh;
        let used = refresh.used.as_ref().map(|handle| handle.0.as_slice());
        let insert = || {
            cached_sql(OPEN_SESSION).bind_all(|sql| {
                sql.bind::<BigInt, _>(session.user_id.get())
                    .bind::<Text, _>(verified.expose())
                    .bind::<SqlUuid, _>(session.id.0)
                    .bind::<Nullable<Bytea>, _>(used)
                    .bind::<Bytea, _>(refresh.tip.handle.0.as_slice())
                    .bind::<Timestamptz, _>(refresh.tip.issued_at)
                    .bind::<Timestamptz, _>(refresh.tip.expires_at)
                    .bind::<Nullable<Text>, _>(session.client.user_agent())
                    .bind::<Nullable<Text>, _>(session.client.ip.map(|ip| ip.to_string()))
                    .bind::<Timestamptz, _>(session.created_at)
                    .bind::<Timestamptz, _>(session.last_used_at)
                    .bind::<Timestamptz, _>(session.expires_at)
                    .bind::<Nullable<Timestamptz>, _>(session.revoked_at)
            })
        };
        if self.database.execute(insert).await? == 0 { Err(StoreError::Conflict) } else { Ok(()) }
    }

    async fn find(&self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let rows: Vec<SessionRow> = self
            .database
            .read(|| {
                sessions::table
                    .filter(sessions::user_id.eq(user.get()).and(sessions::id.eq(id.0)))
                    .select(SessionRow::as_select())
            })
            .await?;
        rows.into_iter().next().map(Session::try_from).transpose()
    }

    async fn save_refresh(&self, change: &RefreshChange) -> Result<(), StoreError> {
        let refresh = &change.refresh;
        let used = refresh.used.as_ref().map(|handle| handle.0.as_slice());
        let update = || {
            cached_sql(SAVE_REFRESH).bind_all(|sql| {
                sql.bind::<BigInt, _>(change.user_id.get())
                    .bind::<SqlUuid, _>(change.id.0)
                    .bind::<Bytea, _>(change.from_tip.0.as_slice())
                    .bind::<Nullable<Bytea>, _>(used)
                    .bind::<Bytea, _>(refresh.tip.handle.0.as_slice())
                    .bind::<Timestamptz, _>(refresh.tip.issued_at)
                    .bind::<Timestamptz, _>(refresh.tip.expires_at)
                    .bind::<Timestamptz, _>(change.last_used_at)
            })
        };
        if self.database.execute(update).await? == 0 { Err(StoreError::Conflict) } else { Ok(()) }
    }

    async fn revoke(&self, user: UserId, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let update = || {
            cached_sql(REVOKE).bind_all(|sql| {
                sql.bind::<BigInt, _>(user.get()).bind::<SqlUuid, _>(id.0).bind::<Timestamptz, _>(at)
            })
        };
        self.database.execute(update).await?;
        Ok(())
    }

    async fn is_live(&self, user: UserId, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let live: Vec<Uuid> = self
            .database
            .read(|| {
                sessions::table
                    .inner_join(users::table)
                    .filter(sessions::user_id.eq(user.get()).and(sessions::id.eq(id.0)))
                    .filter(sessions::revoked_at.is_null().and(sessions::expires_at.gt(now)))
                    .filter(users::is_active)
                    .select(sessions::id)
            })
            .await?;
        Ok(!live.is_empty())
    }

    async fn find_dead(&self, ended_since: Timestamp, used_since: Timestamp) -> Result<Dead, StoreError> {
        // Not one condition with OR: that would read every session there is.
        let revoked = || sessions::table.filter(sessions::revoked_at.ge(ended_since)).select(sessions::id);
        let of_inactive = || {
            // As the partial index words it, or the planner would not see that it fits.
            let inactive = users::table.filter(not(users::is_active)).select(users::id);
            sessions::table
                .filter(sessions::user_id.eq_any(inactive))
                .filter(sessions::last_used_at.ge(used_since))
                .select(sessions::id)
        };
        let dead: Vec<Uuid> = self.database.read(|| revoked().union(of_inactive())).await?;
        // After the sessions: a user deleted in between is found here, if not there.
        let deleted = || {
            let lately = deleted_users::table.filter(deleted_users::deleted_at.ge(ended_since));
            lately.select(deleted_users::user_id)
        };
        let users: Vec<i64> = self.database.read(deleted).await?;
        let corrupt = StoreError::Corrupt { table: "deleted_users", column: "user_id" };
        let users: Option<Vec<UserId>> = users.into_iter().map(UserId::new).collect();
        Ok(Dead { sessions: dead.into_iter().map(SessionId).collect(), users: users.ok_or(corrupt)? })
    }
}
