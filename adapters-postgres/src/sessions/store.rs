//! Sessions in PostgreSQL.

use async_trait::async_trait;
use diesel::dsl::not;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Timestamptz, Uuid as SqlUuid};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{RefreshChange, RevokedSince, Session, SessionKey, SessionScan, SessionStore};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::PasswordHash;
use tasklane_core::user::mail::QueuedMail;
use uuid::Uuid;

use crate::connection::cached_sql::cached_sql;
use crate::database::Database;
use crate::schema::{deleted_users, sessions, users};
use crate::sessions::rows::{ScannedRow, SessionRow};
use crate::sessions::statements::{FIND_LIVE, FIND_OVER, PURGE, REVOKE_ALL};
use crate::values::SessionIdRow;

pub(crate) struct PostgresSessionStore {
    pub(crate) database: Database,
}

impl PostgresSessionStore {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    /// Reads the next sessions of all users. `sql` is `FIND_LIVE` or `FIND_OVER`.
    async fn scan(
        &self,
        sql: &'static str,
        after: Option<SessionKey>,
        at: Timestamp,
        max: usize,
    ) -> Result<SessionScan, StoreError> {
        // Ids of users start at 1.
        let (user, id) = after.map_or((0, Uuid::nil()), |key| (key.user_id.get(), key.id.0));
        let select = || {
            cached_sql(sql).bind_all(|sql| {
                sql.bind::<BigInt, _>(user)
                    .bind::<SqlUuid, _>(id)
                    .bind::<Timestamptz, _>(at)
                    .bind::<BigInt, _>(rows(max))
            })
        };
        let scanned: Vec<ScannedRow> = self.database.read(select).await?;
        let next = scanned.last().filter(|_| scanned.len() == max).map(ScannedRow::key).transpose()?;
        let matches = scanned.iter().filter(|row| row.is_match).map(ScannedRow::key);
        Ok(SessionScan { sessions: matches.collect::<Result<_, _>>()?, next })
    }
}

/// Converts a number of rows to a parameter of LIMIT.
pub(super) fn rows(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[async_trait]
impl SessionStore for PostgresSessionStore {
    async fn create(
        &self,
        session: &Session,
        verified: &PasswordHash,
        max: usize,
        notice: Option<&QueuedMail>,
    ) -> Result<Vec<SessionId>, StoreError> {
        if self.insert(session, verified, notice).await? {
            self.revoke_excess(session, max).await
        } else {
            Err(StoreError::Conflict)
        }
    }

    async fn find(&self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let rows: Vec<SessionRow> = self
            .database
            .read_pipelined(|| {
                sessions::table
                    .filter(sessions::user_id.eq(user.get()).and(sessions::id.eq(id.0)))
                    .select(SessionRow::as_select())
            })
            .await?;
        rows.into_iter().next().map(Session::try_from).transpose()
    }

    async fn list_live(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let live: Vec<SessionRow> = self
            .database
            .read(|| {
                sessions::table
                    .filter(sessions::user_id.eq(user.get()))
                    .filter(sessions::revoked_at.is_null().and(sessions::expires_at.gt(now)))
                    .order((sessions::last_used_at.desc(), sessions::id.desc()))
                    .select(SessionRow::as_select())
            })
            .await?;
        live.into_iter().map(Session::try_from).collect()
    }

    async fn scan(
        &self,
        user: UserId,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let after = after.map(|id| id.0);
        let rows: Vec<SessionRow> = self
            .database
            .read(|| {
                let own = sessions::table.filter(sessions::user_id.eq(user.get())).into_boxed();
                let next = match after {
                    Some(after) => own.filter(sessions::id.gt(after)),
                    None => own,
                };
                next.order(sessions::id).limit(limit.into()).select(SessionRow::as_select())
            })
            .await?;
        rows.into_iter().map(Session::try_from).collect()
    }

    async fn save_refresh(&self, change: &RefreshChange) -> Result<(), StoreError> {
        self.save(change).await
    }

    async fn confirm(
        &self,
        user: UserId,
        id: SessionId,
        ordinal: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.confirm_refresh(user, id, ordinal, now).await
    }

    async fn revoke(
        &self,
        user: UserId,
        id: SessionId,
        at: Timestamp,
        notice: Option<&QueuedMail>,
    ) -> Result<bool, StoreError> {
        match notice {
            Some(notice) => self.revoke_with_notice(user, id, at, notice).await,
            None => self.revoke_one(user, id, at).await,
        }
    }

    async fn revoke_all(
        &self,
        user: UserId,
        except: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        let except = except.map(|id| id.0);
        let update = || {
            cached_sql(REVOKE_ALL).bind_all(|sql| {
                sql.bind::<BigInt, _>(user.get())
                    .bind::<Nullable<SqlUuid>, _>(except)
                    .bind::<Timestamptz, _>(at)
            })
        };
        let revoked: Vec<SessionIdRow> = self.database.write(update).await?;
        Ok(revoked.into_iter().map(|row| SessionId(row.id)).collect())
    }

    async fn find_live(
        &self,
        after: Option<SessionKey>,
        now: Timestamp,
        max: usize,
    ) -> Result<SessionScan, StoreError> {
        self.scan(FIND_LIVE, after, now, max).await
    }

    async fn find_ended(
        &self,
        after: Option<SessionKey>,
        before: Timestamp,
        max: usize,
    ) -> Result<SessionScan, StoreError> {
        self.scan(FIND_OVER, after, before, max).await
    }

    async fn purge(&self, user: UserId, ids: &[SessionId], before: Timestamp) -> Result<usize, StoreError> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let delete = || {
            cached_sql(PURGE).bind_all(|sql| {
                sql.bind::<BigInt, _>(user.get())
                    .bind::<Array<SqlUuid>, _>(&ids)
                    .bind::<Timestamptz, _>(before)
            })
        };
        Ok(self.database.execute(delete).await?)
    }

    async fn is_live(&self, user: UserId, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let live: Vec<Uuid> = self
            .database
            .read_pipelined(|| {
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

    async fn find_revoked_since(
        &self,
        ended_since: Timestamp,
        used_since: Timestamp,
        max: usize,
    ) -> Result<RevokedSince, StoreError> {
        // The query is a union, because one condition with OR would read every session.
        let revoked = || sessions::table.filter(sessions::revoked_at.ge(ended_since)).select(sessions::id);
        let of_inactive = || {
            // This condition must match the condition of the partial index, or the planner does not use the index.
            let inactive = users::table.filter(not(users::is_active)).select(users::id);
            sessions::table
                .filter(sessions::user_id.eq_any(inactive))
                .filter(sessions::last_used_at.ge(used_since))
                .select(sessions::id)
        };
        let ended = || revoked().union_all(of_inactive()).limit(rows(max));
        let ended: Vec<Uuid> = self.database.read(ended).await?;
        // This read comes after the sessions, so that it finds a user who is deleted between the two reads.
        let deleted = || {
            let lately = deleted_users::table.filter(deleted_users::deleted_at.ge(ended_since));
            lately.select(deleted_users::user_id).limit(rows(max))
        };
        let users: Vec<i64> = self.database.read(deleted).await?;
        let corrupt = StoreError::Corrupt { table: "deleted_users", column: "user_id" };
        let users: Option<Vec<UserId>> = users.into_iter().map(UserId::new).collect();
        Ok(RevokedSince {
            sessions: ended.into_iter().map(SessionId).collect(),
            users: users.ok_or(corrupt)?,
        })
    }
}
