//! Saves a refresh of a session, and confirms the refresh token that an access token was issued with.

use diesel::dsl::exists;
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{RefreshChange, SessionStore};
use tasklane_core::store_error::StoreError;

use crate::connection::cached_sql::cached;
use crate::connection::errors::store_error;
use crate::database::SqliteDatabase;
use crate::schema::{sessions, users};
use crate::sessions::rows::RefreshRow;
use crate::values::micros;

impl SqliteDatabase {
    pub(crate) async fn save(&self, change: &RefreshChange) -> Result<(), StoreError> {
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

    pub(crate) async fn confirm_refresh(
        &self,
        user: UserId,
        id: SessionId,
        ordinal: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        // Usually the token is confirmed already, so most calls do not wait for the writer.
        let select = move |connection: &mut SqliteConnection| {
            let found = confirmable(user, id, now).select(is_due(ordinal)).first(connection);
            found.optional().map_err(store_error)
        };
        match self.threads.read::<Option<bool>, StoreError, _>(select).await? {
            None => return Ok(false),
            Some(false) => return Ok(true),
            Some(true) => {}
        }
        let update = move |connection: &mut SqliteConnection| {
            let due = confirmable(user, id, now).filter(is_due(ordinal));
            let update = diesel::update(due).set(sessions::refresh_confirmed_at.eq(micros(now)));
            let update = cached(update.returning(sessions::user_id));
            let confirmed = update.get_result::<i64>(connection).optional().map_err(store_error)?;
            Ok::<_, StoreError>(confirmed.is_some())
        };
        Ok(self.threads.write(update).await? || self.is_live(user, id, now).await?)
    }
}

/// Selects the session if it is live and its user is active.
#[diesel::dsl::auto_type]
fn confirmable(user: UserId, id: SessionId, now: Timestamp) -> _ {
    let user: i64 = user.get();
    let id: Vec<u8> = id.0.as_bytes().to_vec();
    let now: i64 = micros(now);
    sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::id.eq(id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(exists(users::table.filter(users::id.eq(user)).filter(users::is_active)))
}

/// Whether this ordinal belongs to the newest token, and that token is not confirmed yet.
#[diesel::dsl::auto_type]
fn is_due(ordinal: u32) -> _ {
    let ordinal: i64 = i64::from(ordinal);
    sessions::refresh_ordinal
        .is(ordinal)
        .and(sessions::refresh_numbered.is(sessions::refresh_tip.nullable()))
        .and(sessions::refresh_confirmed_at.is_null())
}
