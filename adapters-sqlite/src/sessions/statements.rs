//! The statements that revoke and find sessions, and the statements that scan the sessions of all users.

use diesel::dsl::not;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{SessionKey, SessionScan};
use tasklane_core::store_error::StoreError;

use crate::connection::cached_sql::cached;
use crate::connection::errors::store_error;
use crate::schema::{deleted_users, sessions, users};
use crate::sessions::rows::ScannedRow;
use crate::values::micros;

/// Selects the next rows in the order of the key, and whether each matches the condition.
macro_rules! scan {
    ($condition:literal) => {
        concat!(
            "SELECT user_id, id, (",
            $condition,
            ") IS TRUE AS is_match FROM sessions WHERE (user_id, id) > (?1, ?2) ORDER BY user_id, id LIMIT ?4"
        )
    };
}

pub(crate) const LIVE: &str = scan!("revoked_at IS NULL AND expires_at > ?3");
pub(crate) const EXPIRED: &str = scan!("revoked_at < ?3 OR expires_at < ?3 OR refresh_tip_expires_at < ?3");

const PURGE: &str = "DELETE FROM sessions WHERE user_id = ?1 AND id = ?2 \
                     AND (revoked_at < ?3 OR expires_at < ?3 OR refresh_tip_expires_at < ?3) \
                     RETURNING user_id, id, TRUE AS is_match";

/// Reads the next sessions of all users. `sql` is `LIVE` or `EXPIRED`.
pub(crate) fn scan(
    connection: &mut SqliteConnection,
    sql: &'static str,
    after: Option<SessionKey>,
    at: Timestamp,
    max: usize,
) -> Result<SessionScan, StoreError> {
    // The empty id sorts before all other ids.
    let after = after.map(|key| (key.user_id.get(), key.id.0.as_bytes().to_vec()));
    let (user, id) = after.unwrap_or_default();
    let select = diesel::sql_query(sql)
        .bind::<BigInt, _>(user)
        .bind::<Binary, _>(id)
        .bind::<BigInt, _>(micros(at))
        .bind::<BigInt, _>(i64::try_from(max).unwrap_or(i64::MAX));
    let scanned: Vec<ScannedRow> = cached(select).load(connection).map_err(store_error)?;
    let next = scanned.last().filter(|_| scanned.len() == max).map(ScannedRow::key).transpose()?;
    let matches = scanned.iter().filter(|row| row.is_match).map(ScannedRow::key);
    Ok(SessionScan { sessions: matches.collect::<Result<_, _>>()?, next })
}

pub(crate) fn purge(
    connection: &mut SqliteConnection,
    user: UserId,
    ids: &[SessionId],
    before: Timestamp,
) -> QueryResult<usize> {
    let mut removed = 0;
    for id in ids {
        let delete = diesel::sql_query(PURGE)
            .bind::<BigInt, _>(user.get())
            .bind::<Binary, _>(id.0.as_bytes().as_slice())
            .bind::<BigInt, _>(micros(before));
        removed += cached(delete).load::<ScannedRow>(connection)?.len();
    }
    Ok(removed)
}

/// Selects the user's live sessions, the most recently used first.
#[diesel::dsl::auto_type]
pub(super) fn live(user: UserId, now: Timestamp) -> _ {
    let user: i64 = user.get();
    let now: i64 = micros(now);
    sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order((sessions::last_used_at.desc(), sessions::id.desc()))
}

/// Revokes all live sessions of the user except the `max_live` most recently used.
pub(super) fn revoke_beyond(
    connection: &mut SqliteConnection,
    user: UserId,
    max_live: usize,
    at: Timestamp,
) -> QueryResult<Vec<Vec<u8>>> {
    let excess: Vec<Vec<u8>> =
        live(user, at).select(sessions::id).limit(-1).offset(rows(max_live)).load(connection)?;
    for id in &excess {
        let stored = sessions::table.find((user.get(), id.as_slice()));
        let update = diesel::update(stored).set(sessions::revoked_at.eq(micros(at)));
        cached(update.returning(sessions::user_id)).get_result::<i64>(connection)?;
    }
    Ok(excess)
}

/// Converts a number of rows to a parameter of LIMIT.
pub(super) fn rows(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Returns the ids of sessions that were revoked, or whose user is inactive. Uses a union, so that the query for revoked
/// sessions can use its index.
pub(super) fn find_ended_sessions(
    connection: &mut SqliteConnection,
    ended_since: Timestamp,
    used_since: Timestamp,
    max: usize,
) -> QueryResult<Vec<Vec<u8>>> {
    let revoked = sessions::table.filter(sessions::revoked_at.ge(micros(ended_since))).select(sessions::id);
    // This condition must match the condition of the partial index, or SQLite does not use the index.
    let inactive = users::table.filter(not(users::is_active)).select(users::id);
    let of_inactive = sessions::table
        .filter(sessions::user_id.eq_any(inactive))
        .filter(sessions::last_used_at.ge(micros(used_since)))
        .select(sessions::id);
    revoked.union_all(of_inactive).limit(rows(max)).load(connection)
}

pub(super) fn find_deleted_users(
    connection: &mut SqliteConnection,
    since: Timestamp,
    max: usize,
) -> QueryResult<Vec<i64>> {
    let lately = deleted_users::table.filter(deleted_users::deleted_at.ge(micros(since)));
    lately.select(deleted_users::user_id).limit(rows(max)).load(connection)
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::Text;
    use tasklane_core::testing::examples::at;

    use super::*;
    use crate::connection::connect::connect;
    use crate::testing::TestDatabase;

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    /// A user may have many revoked sessions, which the partial index does not contain.
    #[test]
    fn live_sessions_are_found_by_the_partial_index() {
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
