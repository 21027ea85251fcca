//! The statements that write users and revoke their sessions.

use diesel::dsl::exists;
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::mail::{LinkPurpose, MailContent, QueuedMail};
use tasklane_core::user::{
    LoginName, NAME_RESERVATION, NameStep, NewUser, ProfileChange, SaveUserError, User,
};

use super::login_names;
use super::rows::{CredentialsRow, NewUserRow, ProfileRow, UserRow};
use crate::connection::cached_sql::cached;
use crate::connection::errors::{is_unique_violation, store_error};
use crate::mails::{links, outbox};
use crate::schema::{deleted_users, sessions, users};
use crate::values::micros;

/// This statement is raw SQL, because Diesel has no LIMIT for a DELETE.
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
    change: &ProfileChange,
) -> Result<User, SaveUserError> {
    let (id, mut row) = (change.user_id, ProfileRow::from(change));
    let stored: Option<(String, String, String)> = users::table
        .find(id.get())
        .filter(users::is_active)
        .select((users::hashed_password, users::email_canonical, users::username_canonical))
        .first(connection)
        .optional()
        .map_err(store_error)?;
    let (hash, email, username) = stored.ok_or(StoreError::Conflict)?;
    let same_email = row.email_canonical.as_ref().is_none_or(|canonical| *canonical == email);
    let is_verified = change.verified_hash.as_ref().map(|verified| verified.expose() == hash);
    if !is_verified.unwrap_or(same_email) {
        return Err(StoreError::Conflict.into());
    }
    row.email_verified = (!same_email).then_some(false);
    let after = [
        LoginName::Email(row.email_canonical.clone().unwrap_or_else(|| email.clone())),
        LoginName::Username(row.username_canonical.clone().unwrap_or_else(|| username.clone())),
    ];
    let before = [LoginName::Email(email), LoginName::Username(username)];
    let update = diesel::update(users::table.find(id.get())).set(row).returning(UserRow::as_returning());
    let stored = cached(update).get_result::<UserRow>(connection);
    let stored = stored.map_err(|cause| save_error(connection, cause, id.get(), &after, change.at))?;
    login_names::execute(connection, id, NameStep::between(&before, &after, change.at), change.at)?;
    if change.pending_email.is_some() {
        links::expire(connection, id, LinkPurpose::VerifyNewEmail, change.at).map_err(store_error)?;
    }
    outbox::insert(connection, change.mail.as_ref()).map_err(store_error)?;
    Ok(User::try_from(stored)?)
}

pub(super) fn create(
    connection: &mut SqliteConnection,
    new: &NewUser,
    at: Timestamp,
) -> Result<User, SaveUserError> {
    let names = [(&new.email).into(), (&new.username).into()];
    let row = NewUserRow::new(new, at);
    let insert = diesel::insert_into(users::table).values(&row).returning(UserRow::as_returning());
    let stored = insert.get_result(connection);
    let user = User::try_from(stored.map_err(|cause| save_error(connection, cause, 0, &names, at))?)?;
    login_names::execute(connection, user.id, NameStep::between(&[], &names, at), at)?;
    let mail = new.verification.map(|id| QueuedMail {
        id,
        user_id: user.id,
        content: MailContent::VerifyEmail,
        queued_at: at,
        attempts: 0,
    });
    outbox::insert(connection, mail.as_ref()).map_err(store_error)?;
    Ok(user)
}

/// Returns false if the user does not exist, or if the stored hash is not `verified`.
pub(super) fn delete(
    connection: &mut SqliteConnection,
    id: UserId,
    verified: &str,
    at: Timestamp,
) -> QueryResult<bool> {
    let stored = users::table.find(id.get()).filter(users::hashed_password.eq(verified));
    let delete = diesel::delete(stored).returning((users::email_canonical, users::username_canonical));
    let deleted: Option<(String, String)> = cached(delete).get_result(connection).optional()?;
    let Some((email, username)) = deleted else { return Ok(false) };
    let row = (deleted_users::user_id.eq(id.get()), deleted_users::deleted_at.eq(micros(at)));
    diesel::insert_into(deleted_users::table).values(row).execute(connection)?;
    for name in [LoginName::Email(email), LoginName::Username(username)] {
        login_names::release(connection, id, &name, at + NAME_RESERVATION)?;
    }
    Ok(true)
}

/// Returns the error for a failed write of a user. `own` is the id of the changed user, or 0 for a new user.
pub(super) fn save_error(
    connection: &mut SqliteConnection,
    cause: diesel::result::Error,
    own: i64,
    [email, _]: &[LoginName; 2],
    at: Timestamp,
) -> SaveUserError {
    if is_unique_violation(&cause, "users.email_canonical") {
        return SaveUserError::EmailTaken;
    }
    if !is_unique_violation(&cause, "users.username_canonical") {
        return store_error(cause).into();
    }
    // SQLite reports only the first violated index. If both values are taken, the e-mail address must be reported.
    match is_email_taken(connection, own, email, at) {
        Ok(true) => SaveUserError::EmailTaken,
        Ok(false) => SaveUserError::UsernameTaken,
        Err(cause) => store_error(cause).into(),
    }
}

/// Whether another user has this address, or whether it is reserved for another user.
fn is_email_taken(
    connection: &mut SqliteConnection,
    own: i64,
    email: &LoginName,
    at: Timestamp,
) -> QueryResult<bool> {
    let same_email = users::table.filter(users::email_canonical.eq(email.canonical()));
    let has_namesake = diesel::select(exists(same_email.filter(users::id.ne(own)))).get_result(connection)?;
    Ok(has_namesake || login_names::is_reserved(connection, own, email, at)?)
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
