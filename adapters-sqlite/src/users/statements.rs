//! The statements that write users and revoke their sessions.

use diesel::dsl::exists;
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{LoginName, SaveUserError, User};

use super::rows::{CredentialsRow, NewUserRow, ProfileRow, UserRow};
use crate::connection::cached_sql::cached;
use crate::connection::errors::{is_unique_violation, store_error};
use crate::schema::{sessions, users};
use crate::values::micros;

/// This statement is SQL text, because Diesel has no LIMIT for a DELETE.
pub(super) const PURGE_DELETED_USERS: &str = "DELETE FROM deleted_users WHERE user_id IN \
     (SELECT user_id FROM deleted_users WHERE deleted_at < ? ORDER BY deleted_at LIMIT ?)";

/// Revokes all live sessions except `keep`. Returns the ids of the revoked sessions.
pub(super) fn revoke_sessions(
    connection: &mut SqliteConnection,
    user: UserId,
    keep: Option<SessionId>,
    at: Timestamp,
) -> QueryResult<Vec<Vec<u8>>> {
    // No session has an empty id, so an empty `keep` excludes no session.
    let keep = keep.map(|id| id.0.as_bytes().to_vec()).unwrap_or_default();
    let live = sessions::table
        .filter(sessions::user_id.eq(user.get()))
        .filter(sessions::id.ne(keep))
        .filter(sessions::revoked_at.is_null());
    let update = diesel::update(live).set(sessions::revoked_at.eq(micros(at))).returning(sessions::id);
    cached(update).load(connection)
}

pub(super) fn change_profile(
    connection: &mut SqliteConnection,
    id: UserId,
    row: ProfileRow,
    verified: Option<String>,
) -> Result<User, SaveUserError> {
    let stored: Option<(String, String)> = users::table
        .find(id.get())
        .filter(users::is_active)
        .select((users::hashed_password, users::email_canonical))
        .first(connection)
        .optional()
        .map_err(store_error)?;
    let (hash, email) = stored.ok_or(StoreError::Conflict)?;
    let same_email = row.email_canonical.as_ref().is_none_or(|canonical| *canonical == email);
    if !verified.map_or(same_email, |verified| verified == hash) {
        return Err(StoreError::Conflict.into());
    }
    let canonical = row.email_canonical.clone();
    let update = diesel::update(users::table.find(id.get())).set(row).returning(UserRow::as_returning());
    match cached(update).get_result::<UserRow>(connection) {
        Ok(stored) => Ok(User::try_from(stored)?),
        Err(cause) => Err(save_error(connection, cause, id.get(), canonical.as_deref())),
    }
}

pub(super) fn create(connection: &mut SqliteConnection, row: &NewUserRow) -> Result<User, SaveUserError> {
    let insert = diesel::insert_into(users::table).values(row).returning(UserRow::as_returning());
    match insert.get_result(connection) {
        Ok(stored) => Ok(User::try_from(stored)?),
        Err(cause) => Err(save_error(connection, cause, 0, Some(&row.email_canonical))),
    }
}

/// Returns the error for a failed write of a user. `own` is the id of the changed user, or 0 for a new user.
fn save_error(
    connection: &mut SqliteConnection,
    cause: diesel::result::Error,
    own: i64,
    email: Option<&str>,
) -> SaveUserError {
    if is_unique_violation(&cause, "users.email_canonical") {
        return SaveUserError::EmailTaken;
    }
    if !is_unique_violation(&cause, "users.username_canonical") {
        return store_error(cause).into();
    }
    // SQLite reports only the first violated index. If both values are taken, the e-mail address must be reported.
    let Some(email) = email else { return SaveUserError::UsernameTaken };
    let same_email = users::table.filter(users::email_canonical.eq(email)).filter(users::id.ne(own));
    match diesel::select(exists(same_email)).get_result(connection) {
        Ok(true) => SaveUserError::EmailTaken,
        Ok(false) => SaveUserError::UsernameTaken,
        Err(cause) => store_error(cause).into(),
    }
}

pub(super) fn find_credentials(
    connection: &mut SqliteConnection,
    name: LoginName,
) -> QueryResult<Option<CredentialsRow>> {
    let all = users::table.select(CredentialsRow::as_select());
    match name {
        LoginName::Email(canonical) => all.filter(users::email_canonical.eq(canonical)).first(connection),
        LoginName::Username(canonical) => {
            all.filter(users::username_canonical.eq(canonical)).first(connection)
        }
    }
    .optional()
}
