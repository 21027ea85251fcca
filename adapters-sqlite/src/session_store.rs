//! Sessions in `SQLite`.

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::dsl::not;
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{Dead, RefreshChange, Session, SessionStore};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::PasswordHash;

use crate::cached_sql::cached;
use crate::error::store_error;
use crate::rows::{RefreshRow, SessionRow, micros, session_id};
use crate::schema::{deleted_users, sessions, users};
use crate::threads::SqliteDatabase;

#[async_trait]
impl SessionStore for SqliteDatabase {
    async fn create(&self, session: &Session, verified: &PasswordHash) -> Result<(), StoreError> {
        let (user, row) = (session.user_id, SessionRow::from(session));
        let verified = verified.expose().to_owned();
        let insert = move |connection: &mut SqliteConnection| {
            let may = users::table.find(user.get()).filter(users::hashed_password.eq(verified));
            let may = diesel::select(exists(may.filter(users::is_active)));
            if !may.get_result(connection).map_err(store_error)? {
                return Err(StoreError::Conflict);
            }
            diesel::insert_into(sessions::table)
                .values(row)
                .execute(connection)
                .map(drop)
                .map_err(store_error)
        };
        self.threads.write(insert).await
    }

    async fn find(&self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let row = self.threads.read(move |connection| {
            let found = sessions::table.find((user.get(), id.0.as_bytes())).select(SessionRow::as_select());
            found.first(connection).optional().map_err(store_error)
        });
        row.await?.map(Session::try_from).transpose()
    }

    async fn save_refresh(&self, change: &RefreshChange) -> Result<(), StoreError> {
        let (user, id, from_tip) = (change.user_id, change.id, change.from_tip);
        let row = RefreshRow::from(change);
        let update = move |connection: &mut SqliteConnection| {
            let stored = sessions::table
                .find((user.get(), id.0.as_bytes()))
                .filter(sessions::refresh_tip.eq(&from_tip.0))
                .filter(sessions::revoked_at.is_null());
            let update = diesel::update(stored).set(row).returning(sessions::user_id);
            let written = cached(update).get_result::<i64>(connection).optional().map_err(store_error)?;
            written.map(drop).ok_or(StoreError::Conflict)
        };
        self.threads.write(update).await
    }

    async fn revoke(&self, user: UserId, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let update = move |connection: &mut SqliteConnection| {
            let stored =
                sessions::table.find((user.get(), id.0.as_bytes())).filter(sessions::revoked_at.is_null());
            let update = diesel::update(stored).set(sessions::revoked_at.eq(micros(at)));
            let update = cached(update.returning(sessions::user_id));
            update.get_result::<i64>(connection).optional().map(drop).map_err(store_error)
        };
        self.threads.write(update).await
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

    async fn find_dead(&self, ended_since: Timestamp, used_since: Timestamp) -> Result<Dead, StoreError> {
        let find = move |connection: &mut SqliteConnection| {
            let sessions = find_dead_sessions(connection, ended_since, used_since)?;
            // After the sessions: a user deleted in between is found here, if not there.
            Ok((sessions, find_deleted_users(connection, ended_since)?))
        };
        let found = self.threads.read(move |connection| find(connection).map_err(store_error));
        let (sessions, users) = found.await?;
        let sessions = sessions.iter().map(|id| session_id(id)).collect::<Result<_, _>>()?;
        let corrupt = StoreError::Corrupt { table: "deleted_users", column: "user_id" };
        let users: Option<Vec<UserId>> = users.into_iter().map(UserId::new).collect();
        Ok(Dead { sessions, users: users.ok_or(corrupt)? })
    }
}

/// As a union, so that the half for the revoked goes by its index.
fn find_dead_sessions(
    connection: &mut SqliteConnection,
    ended_since: Timestamp,
    used_since: Timestamp,
) -> QueryResult<Vec<Vec<u8>>> {
    let revoked = sessions::table.filter(sessions::revoked_at.ge(micros(ended_since))).select(sessions::id);
    // As the partial index words it, or SQLite would not see that it fits.
    let inactive = users::table.filter(not(users::is_active)).select(users::id);
    let of_inactive = sessions::table
        .filter(sessions::user_id.eq_any(inactive))
        .filter(sessions::last_used_at.ge(micros(used_since)))
        .select(sessions::id);
    revoked.union(of_inactive).load(connection)
}

fn find_deleted_users(connection: &mut SqliteConnection, since: Timestamp) -> QueryResult<Vec<i64>> {
    let lately = deleted_users::table.filter(deleted_users::deleted_at.ge(micros(since)));
    lately.select(deleted_users::user_id).load(connection)
}
