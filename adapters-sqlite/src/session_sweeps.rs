//! What a sweep over the sessions of everyone reads and removes.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{SessionKey, SessionScan};
use tasklane_core::store_error::StoreError;

use crate::cached_sql::cached;
use crate::error::store_error;
use crate::rows::{LookedAtRow, micros};

/// The next rows in the order of the key, and which of them are wanted.
macro_rules! look {
    ($wanted:literal) => {
        concat!(
            "SELECT user_id, id, (",
            $wanted,
            ") IS TRUE AS wanted FROM sessions WHERE (user_id, id) > (?1, ?2) ORDER BY user_id, id LIMIT ?4"
        )
    };
}

pub(crate) const LIVE: &str = look!("revoked_at IS NULL AND expires_at > ?3");
pub(crate) const OVER: &str = look!("revoked_at < ?3 OR expires_at < ?3 OR refresh_tip_expires_at < ?3");

const PURGE: &str = "DELETE FROM sessions WHERE user_id = ?1 AND id = ?2 \
                     AND (revoked_at < ?3 OR expires_at < ?3 OR refresh_tip_expires_at < ?3) \
                     RETURNING user_id, id, TRUE AS wanted";

/// `sql` is one of the statements above.
pub(crate) fn look(
    connection: &mut SqliteConnection,
    sql: &'static str,
    after: Option<SessionKey>,
    at: Timestamp,
    most: usize,
) -> Result<SessionScan, StoreError> {
    // Nothing comes before the empty id.
    let after = after.map(|key| (key.user_id.get(), key.id.0.as_bytes().to_vec()));
    let (user, id) = after.unwrap_or_default();
    let look = diesel::sql_query(sql)
        .bind::<BigInt, _>(user)
        .bind::<Binary, _>(id)
        .bind::<BigInt, _>(micros(at))
        .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX));
    let seen: Vec<LookedAtRow> = cached(look).load(connection).map_err(store_error)?;
    let next = seen.last().filter(|_| seen.len() == most).map(LookedAtRow::key).transpose()?;
    let wanted = seen.iter().filter(|row| row.wanted).map(LookedAtRow::key);
    Ok(SessionScan { sessions: wanted.collect::<Result<_, _>>()?, next })
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
        removed += cached(delete).load::<LookedAtRow>(connection)?.len();
    }
    Ok(removed)
}
