//! Steps of a sweep over the sessions of everyone, by ranges of the key.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use tasklane_core::clock::Timestamp;
use tasklane_core::session::{SessionKey, Swept};
use tasklane_core::store_error::StoreError;

use crate::cached_sql::cached;
use crate::error::store_error;
use crate::rows::{SessionKeyRow, micros};

/// The last key of a step; none when the sessions end before.
const LAST: &str = "SELECT user_id, id FROM sessions WHERE (user_id, id) > (?1, ?2) \
                    ORDER BY user_id, id LIMIT 1 OFFSET ?3 - 1";

pub(crate) const REVOKE: &str = "UPDATE sessions SET revoked_at = ?5 \
                                 WHERE (user_id, id) > (?1, ?2) AND (user_id, id) <= (?3, ?4) \
                                 AND revoked_at IS NULL AND expires_at > ?5 RETURNING user_id, id";

pub(crate) const PURGE: &str = "DELETE FROM sessions \
                                WHERE (user_id, id) > (?1, ?2) AND (user_id, id) <= (?3, ?4) \
                                AND (revoked_at < ?5 OR expires_at < ?5 OR refresh_tip_expires_at < ?5) \
                                RETURNING user_id, id";

/// `change` is one of the statements above. To be called in a write, so that nobody adds a session in between.
pub(crate) fn sweep(
    connection: &mut SqliteConnection,
    change: &'static str,
    after: Option<SessionKey>,
    at: Timestamp,
    most: usize,
) -> Result<Swept, StoreError> {
    let (user, id) = parts(after).unwrap_or_default();
    let last = diesel::sql_query(LAST)
        .bind::<BigInt, _>(user)
        .bind::<Binary, _>(id.as_slice())
        .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX));
    let last = cached(last).get_result::<SessionKeyRow>(connection);
    let next = last.optional().map_err(store_error)?.map(SessionKey::try_from).transpose()?;
    // What has no last key is no longer than a step.
    let (last_user, last_id) = parts(next).unwrap_or((i64::MAX, Vec::new()));
    let changed = diesel::sql_query(change)
        .bind::<BigInt, _>(user)
        .bind::<Binary, _>(id.as_slice())
        .bind::<BigInt, _>(last_user)
        .bind::<Binary, _>(last_id)
        .bind::<BigInt, _>(micros(at));
    let changed: Vec<SessionKeyRow> = cached(changed).load(connection).map_err(store_error)?;
    Ok(Swept { changed: changed.len(), next })
}

fn parts(key: Option<SessionKey>) -> Option<(i64, Vec<u8>)> {
    key.map(|key| (key.user_id.get(), key.id.0.as_bytes().to_vec()))
}
