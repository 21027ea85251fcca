//! Sessions in `SQLite`.

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::dsl::not;
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{Dead, Found, RefreshChange, Session, SessionKey, SessionStore};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::PasswordHash;

use crate::cached_sql::cached;
use crate::error::store_error;
use crate::known_networks;
use crate::rows::{RefreshRow, SessionRow, micros, session_id};
use crate::schema::{deleted_users, sessions, users};
use crate::session_sweeps::{self, look};
use crate::threads::SqliteDatabase;

#[async_trait]
impl SessionStore for SqliteDatabase {
    async fn create(
        &self,
        session: &Session,
        verified: &PasswordHash,
        most: usize,
    ) -> Result<Vec<SessionId>, StoreError> {
        let (user, at, network) = (session.user_id, session.created_at, session.client.network());
        let (row, verified) = (SessionRow::from(session), verified.expose().to_owned());
        let insert = move |connection: &mut SqliteConnection| {
            let may = users::table.find(user.get()).filter(users::hashed_password.eq(verified));
            let may = diesel::select(exists(may.filter(users::is_active)));
            if !may.get_result(connection).map_err(store_error)? {
                return Err(StoreError::Conflict);
            }
            let ended = revoke_beyond(connection, user, most.saturating_sub(1), at).map_err(store_error)?;
            diesel::insert_into(sessions::table).values(row).execute(connection).map_err(store_error)?;
            if let Some(network) = network {
                known_networks::note(connection, user, network, at).map_err(store_error)?;
            }
            Ok(ended)
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
        at_most: u32,
    ) -> Result<Vec<Session>, StoreError> {
        // Nothing comes before the empty id.
        let after = after.map(|id| id.0.as_bytes().to_vec()).unwrap_or_default();
        let rows: Vec<SessionRow> = self
            .threads
            .read(move |connection| {
                let own = sessions::table.filter(sessions::user_id.eq(user.get()));
                let next = own.filter(sessions::id.gt(after)).order(sessions::id).limit(at_most.into());
                next.select(SessionRow::as_select()).load(connection).map_err(store_error)
            })
            .await?;
        rows.into_iter().map(Session::try_from).collect()
    }

    async fn save_refresh(&self, change: &RefreshChange) -> Result<(), StoreError> {
        let (user, id, from_tip) = (change.user_id, change.id, change.from_tip);
        let from_confirmed_at = change.from_confirmed_at.map(micros);
        let row = RefreshRow::from(change);
        let update = move |connection: &mut SqliteConnection| {
            let stored = sessions::table
                .find((user.get(), id.0.as_bytes()))
                .filter(sessions::refresh_tip.eq(&from_tip.0))
                .filter(sessions::refresh_confirmed_at.is(from_confirmed_at))
                .filter(sessions::revoked_at.is_null());
            let update = diesel::update(stored).set(row).returning(sessions::user_id);
            let written = cached(update).get_result::<i64>(connection).optional().map_err(store_error)?;
            written.map(drop).ok_or(StoreError::Conflict)
        };
        self.threads.write(update).await
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

    async fn revoke(&self, user: UserId, id: SessionId, at: Timestamp) -> Result<bool, StoreError> {
        let update = move |connection: &mut SqliteConnection| {
            let stored = sessions::table
                .find((user.get(), id.0.as_bytes()))
                .filter(sessions::revoked_at.is_null())
                .filter(sessions::expires_at.gt(micros(at)));
            let update = diesel::update(stored).set(sessions::revoked_at.eq(micros(at)));
            let update = cached(update.returning(sessions::user_id));
            let ended = update.get_result::<i64>(connection).optional().map_err(store_error)?;
            Ok::<_, StoreError>(ended.is_some())
        };
        self.threads.write(update).await
    }

    async fn revoke_all(
        &self,
        user: UserId,
        kept: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        let kept = kept.map(|id| id.0.as_bytes().to_vec());
        let update = move |connection: &mut SqliteConnection| {
            let stored = sessions::table
                .filter(sessions::user_id.eq(user.get()))
                .filter(sessions::revoked_at.is_null())
                .filter(sessions::expires_at.gt(micros(at)))
                .filter(sessions::id.nullable().is_not(kept));
            let update = diesel::update(stored).set(sessions::revoked_at.eq(micros(at)));
            cached(update.returning(sessions::id)).load(connection).map_err(store_error)
        };
        session_ids(&self.threads.write::<_, StoreError, _>(update).await?)
    }

    async fn find_live(
        &self,
        after: Option<SessionKey>,
        now: Timestamp,
        most: usize,
    ) -> Result<Found, StoreError> {
        self.threads.read(move |connection| look(connection, session_sweeps::LIVE, after, now, most)).await
    }

    async fn find_over(
        &self,
        after: Option<SessionKey>,
        before: Timestamp,
        most: usize,
    ) -> Result<Found, StoreError> {
        self.threads.read(move |connection| look(connection, session_sweeps::OVER, after, before, most)).await
    }

    async fn purge(&self, user: UserId, ids: &[SessionId], before: Timestamp) -> Result<usize, StoreError> {
        let ids = ids.to_vec();
        let delete = move |connection: &mut SqliteConnection| {
            session_sweeps::purge(connection, user, &ids, before).map_err(store_error)
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

    async fn find_dead(
        &self,
        ended_since: Timestamp,
        used_since: Timestamp,
        most: usize,
    ) -> Result<Dead, StoreError> {
        let find = move |connection: &mut SqliteConnection| {
            let sessions = find_dead_sessions(connection, ended_since, used_since, most)?;
            // After the sessions: a user deleted in between is found here, if not there.
            Ok((sessions, find_deleted_users(connection, ended_since, most)?))
        };
        let found = self.threads.read(move |connection| find(connection).map_err(store_error));
        let (sessions, users) = found.await?;
        let corrupt = StoreError::Corrupt { table: "deleted_users", column: "user_id" };
        let users: Option<Vec<UserId>> = users.into_iter().map(UserId::new).collect();
        Ok(Dead { sessions: session_ids(&sessions)?, users: users.ok_or(corrupt)? })
    }
}

/// The user's live sessions, the last used first.
#[diesel::dsl::auto_type]
fn live(user: UserId, now: Timestamp) -> _ {
    let user: i64 = user.get();
    let now: i64 = micros(now);
    sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order((sessions::last_used_at.desc(), sessions::id.desc()))
}

/// Ends all live sessions of the user but so many that were used last.
fn revoke_beyond(
    connection: &mut SqliteConnection,
    user: UserId,
    kept: usize,
    at: Timestamp,
) -> QueryResult<Vec<Vec<u8>>> {
    let excess: Vec<Vec<u8>> =
        live(user, at).select(sessions::id).limit(-1).offset(rows(kept)).load(connection)?;
    for id in &excess {
        let stored = sessions::table.find((user.get(), id.as_slice()));
        let update = diesel::update(stored).set(sessions::revoked_at.eq(micros(at)));
        cached(update.returning(sessions::user_id)).get_result::<i64>(connection)?;
    }
    Ok(excess)
}

/// A number of rows, as SQL counts them.
fn rows(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn session_ids(stored: &[Vec<u8>]) -> Result<Vec<SessionId>, StoreError> {
    stored.iter().map(|id| session_id(id)).collect()
}

/// As a union, so that the half for the revoked goes by its index.
fn find_dead_sessions(
    connection: &mut SqliteConnection,
    ended_since: Timestamp,
    used_since: Timestamp,
    most: usize,
) -> QueryResult<Vec<Vec<u8>>> {
    let revoked = sessions::table.filter(sessions::revoked_at.ge(micros(ended_since))).select(sessions::id);
    // As the partial index words it, or SQLite would not see that it fits.
    let inactive = users::table.filter(not(users::is_active)).select(users::id);
    let of_inactive = sessions::table
        .filter(sessions::user_id.eq_any(inactive))
        .filter(sessions::last_used_at.ge(micros(used_since)))
        .select(sessions::id);
    revoked.union_all(of_inactive).limit(rows(most)).load(connection)
}

fn find_deleted_users(
    connection: &mut SqliteConnection,
    since: Timestamp,
    most: usize,
) -> QueryResult<Vec<i64>> {
    let lately = deleted_users::table.filter(deleted_users::deleted_at.ge(micros(since)));
    lately.select(deleted_users::user_id).limit(rows(most)).load(connection)
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::Text;
    use tasklane_core::testing::examples::at;

    use super::*;
    use crate::connect::connect;
    use crate::testing::TestDatabase;

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    /// A user may have many dead sessions.
    #[test]
    fn the_live_sessions_are_found_by_an_index_of_the_live() {
        let database = TestDatabase::create();
        let mut connection = connect(&database.config()).unwrap();
        let live = live(UserId::new(1).unwrap(), at(0)).select(sessions::id).limit(-1).offset(49);
        let sql = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&live).to_string();
        let sql = sql.split(" -- binds").next().unwrap();
        let plan = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load::<Step>(&mut connection);
        let plan: Vec<String> = plan.unwrap().into_iter().map(|step| step.detail).collect();
        assert_eq!(plan, ["SEARCH sessions USING INDEX sessions_live_idx (user_id=?)"]);
    }
}
