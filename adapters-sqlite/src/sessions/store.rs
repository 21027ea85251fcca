//! Sessions in SQLite.

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{RefreshChange, RevokedSince, Session, SessionKey, SessionScan, SessionStore};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::PasswordHash;
use tasklane_core::user::mail::QueuedMail;

use crate::connection::cached_sql::cached;
use crate::connection::errors::store_error;
use crate::database::SqliteDatabase;
use crate::mails::outbox;
use crate::schema::{sessions, users};
use crate::sessions::rows::SessionRow;
use crate::sessions::statements::{self, find_deleted_users, find_ended_sessions, live, revoke_beyond, scan};
use crate::users::known_networks;
use crate::values::{micros, session_ids};

#[async_trait]
impl SessionStore for SqliteDatabase {
    async fn create(
        &self,
        session: &Session,
        verified: &PasswordHash,
        max: usize,
        notice: Option<&QueuedMail>,
    ) -> Result<Vec<SessionId>, StoreError> {
        let notice = notice.cloned();
        let (user, at, network) = (session.user_id, session.created_at, session.client.network());
        let (row, verified) = (SessionRow::from(session), verified.expose().to_owned());
        let insert = move |connection: &mut SqliteConnection| {
            let account = users::table.find(user.get()).filter(users::hashed_password.eq(verified));
            let may_create = diesel::select(exists(account.filter(users::is_active)));
            if !may_create.get_result(connection).map_err(store_error)? {
                return Err(StoreError::Conflict);
            }
            let revoked = revoke_beyond(connection, user, max.saturating_sub(1), at).map_err(store_error)?;
            diesel::insert_into(sessions::table).values(row).execute(connection).map_err(store_error)?;
            outbox::insert(connection, notice.as_ref()).map_err(store_error)?;
            if let Some(network) = network {
                known_networks::record(connection, user, network, at).map_err(store_error)?;
            }
            Ok(revoked)
        };
        session_ids(&self.threads.write::<_, StoreError, _>(insert).await?)
    }

    async fn find(&self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let row = self.threads.read(move |connection| {
            let found = sessions::table.find((user.get(), id.0.as_bytes())).select(SessionRow::as_select());
            found.first(connection).optional().map_err(store_error)
        });
        row.await?.map(Session::try_from).transpose()
    }

    async fn list_live(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let select = move |connection: &mut SqliteConnection| {
            live(user, now).select(SessionRow::as_select()).load(connection).map_err(store_error)
        };
        let rows: Vec<SessionRow> = self.threads.read::<_, StoreError, _>(select).await?;
        rows.into_iter().map(Session::try_from).collect()
    }

    async fn scan(
        &self,
        user: UserId,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        // The empty id sorts before all other ids.
        let after = after.map(|id| id.0.as_bytes().to_vec()).unwrap_or_default();
        let rows: Vec<SessionRow> = self
            .threads
            .read(move |connection| {
                let own = sessions::table.filter(sessions::user_id.eq(user.get()));
                let next = own.filter(sessions::id.gt(after)).order(sessions::id).limit(limit.into());
                next.select(SessionRow::as_select()).load(connection).map_err(store_error)
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
        let notice = notice.cloned();
        let update = move |connection: &mut SqliteConnection| {
            let stored = sessions::table
                .find((user.get(), id.0.as_bytes()))
                .filter(sessions::revoked_at.is_null())
                .filter(sessions::expires_at.gt(micros(at)));
            let update = diesel::update(stored).set(sessions::revoked_at.eq(micros(at)));
            let update = cached(update.returning(sessions::user_id));
            let ended = update.get_result::<i64>(connection).optional().map_err(store_error)?;
            let notice = notice.as_ref().filter(|_| ended.is_some());
            outbox::insert(connection, notice).map_err(store_error)?;
            Ok::<_, StoreError>(ended.is_some())
        };
        self.threads.write(update).await
    }

    async fn revoke_all(
        &self,
        user: UserId,
        except: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        let except = except.map(|id| id.0.as_bytes().to_vec());
        let update = move |connection: &mut SqliteConnection| {
            let stored = sessions::table
                .filter(sessions::user_id.eq(user.get()))
                .filter(sessions::revoked_at.is_null())
                .filter(sessions::expires_at.gt(micros(at)))
                .filter(sessions::id.nullable().is_not(except));
            let update = diesel::update(stored).set(sessions::revoked_at.eq(micros(at)));
            cached(update.returning(sessions::id)).load(connection).map_err(store_error)
        };
        session_ids(&self.threads.write::<_, StoreError, _>(update).await?)
    }

    async fn find_live(
        &self,
        after: Option<SessionKey>,
        now: Timestamp,
        max: usize,
    ) -> Result<SessionScan, StoreError> {
        self.threads.read(move |connection| scan(connection, statements::LIVE, after, now, max)).await
    }

    async fn find_ended(
        &self,
        after: Option<SessionKey>,
        before: Timestamp,
        max: usize,
    ) -> Result<SessionScan, StoreError> {
        self.threads.read(move |connection| scan(connection, statements::EXPIRED, after, before, max)).await
    }

    async fn purge(&self, user: UserId, ids: &[SessionId], before: Timestamp) -> Result<usize, StoreError> {
        let ids = ids.to_vec();
        let delete = move |connection: &mut SqliteConnection| {
            statements::purge(connection, user, &ids, before).map_err(store_error)
        };
        self.threads.write(delete).await
    }

    async fn is_live(&self, user: UserId, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let select = move |connection: &mut SqliteConnection| {
            let live = sessions::table
                .inner_join(users::table)
                .filter(sessions::user_id.eq(user.get()))
                .filter(sessions::id.eq(id.0.as_bytes()))
                .filter(sessions::revoked_at.is_null())
                .filter(sessions::expires_at.gt(micros(now)))
                .filter(users::is_active);
            diesel::select(exists(live)).get_result(connection).map_err(store_error)
        };
        self.threads.read(select).await
    }

    async fn find_revoked_since(
        &self,
        ended_since: Timestamp,
        used_since: Timestamp,
        max: usize,
    ) -> Result<RevokedSince, StoreError> {
        let find = move |connection: &mut SqliteConnection| {
            let sessions = find_ended_sessions(connection, ended_since, used_since, max)?;
            // Read after the sessions, so that this read finds a user who is deleted between the two reads.
            Ok((sessions, find_deleted_users(connection, ended_since, max)?))
        };
        let found = self.threads.read(move |connection| find(connection).map_err(store_error));
        let (sessions, users) = found.await?;
        let corrupt = StoreError::Corrupt { table: "deleted_users", column: "user_id" };
        let users: Option<Vec<UserId>> = users.into_iter().map(UserId::new).collect();
        Ok(RevokedSince { sessions: session_ids(&sessions)?, users: users.ok_or(corrupt)? })
    }
}
