//! Changes a user with a link from a mail.
//!
//! Each function runs in a write transaction, and no other write runs at the same time. So it is sufficient to check
//! the link before the first write.

use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::user::mail::Link;
use tasklane_core::user::{
    Email, EmailChange, EmailUndo, EmailVerification, LoginName, NameStep, PasswordReset, SaveUserError,
};

use super::login_names;
use super::rows::{EmailReplacement, Recipient};
use super::statements::{revoke_sessions, save_error};
use crate::connection::cached_sql::cached;
use crate::connection::errors::store_error;
use crate::mails::links::{self, ValidLink};
use crate::mails::outbox;
use crate::schema::users;
use crate::values::micros;

/// Returns the ids of the revoked sessions, or `None` if the link is not valid.
pub(super) fn reset_password(
    connection: &mut SqliteConnection,
    reset: &PasswordReset,
) -> QueryResult<Option<Vec<Vec<u8>>>> {
    let PasswordReset { link, new_hash, mail, at } = reset;
    if find(connection, link, *at, Recipient::has_address)?.is_none() {
        return Ok(None);
    }
    let changes = (
        users::hashed_password.eq(new_hash.expose()),
        users::email_verified.eq(true),
        users::verification_due_at.eq(None::<i64>),
        users::pending_email.eq(None::<String>),
        users::updated_at.eq(micros(*at)),
    );
    let update = diesel::update(users::table.find(link.user_id.get())).set(changes);
    cached(update.returning(users::id)).get_result::<i64>(connection)?;
    links::remove_ended(connection, link.user_id, None)?;
    outbox::insert(connection, mail.as_ref())?;
    revoke_sessions(connection, link.user_id, None, *at).map(Some)
}

/// Returns false if the link is not valid.
pub(super) fn verify_email(
    connection: &mut SqliteConnection,
    verification: &EmailVerification,
) -> QueryResult<bool> {
    let EmailVerification { link, at } = verification;
    if find(connection, link, *at, Recipient::has_address)?.is_none() {
        return Ok(false);
    }
    let changes = (
        users::email_verified.eq(true),
        users::verification_due_at.eq(None::<i64>),
        users::updated_at.eq(micros(*at)),
    );
    let update = diesel::update(users::table.find(link.user_id.get())).set(changes);
    cached(update.returning(users::id)).get_result::<i64>(connection)?;
    links::remove(connection, link.user_id, link.id)?;
    Ok(true)
}

/// Returns false if the link is not valid.
pub(super) fn change_email(
    connection: &mut SqliteConnection,
    change: &EmailChange,
) -> Result<bool, SaveUserError> {
    let EmailChange { link, mail, at } = change;
    let found = find(connection, link, *at, Recipient::has_pending).map_err(store_error)?;
    let Some((user, ValidLink { email, .. })) = found else { return Ok(false) };
    replace_email(connection, link.user_id, user, &email, *at)?;
    links::remove(connection, link.user_id, link.id).map_err(store_error)?;
    links::remove_to_other_addresses(connection, link.user_id, &email).map_err(store_error)?;
    match links::remove_undone(connection, link.user_id, &email, *at).map_err(store_error)? {
        Some(since) => outbox::remove_email_notices(connection, link.user_id, since),
        None => outbox::insert(connection, Some(mail)),
    }
    .map_err(store_error)?;
    Ok(true)
}

/// Returns the ids of the revoked sessions, or `None` if the link is not valid.
pub(super) fn undo_email_change(
    connection: &mut SqliteConnection,
    undo: &EmailUndo,
) -> Result<Option<Vec<Vec<u8>>>, SaveUserError> {
    let EmailUndo { link, at, .. } = undo;
    let found = find(connection, link, *at, |_, _| true).map_err(store_error)?;
    let Some((user, used)) = found else { return Ok(None) };
    replace_email(connection, link.user_id, user, &used.email, *at)?;
    end_access(connection, undo, used.created_at()).map(Some).map_err(|error| store_error(error).into())
}

/// Replaces the password hash, removes the links that the undo ends, queues the mail and revokes all sessions.
fn end_access(
    connection: &mut SqliteConnection,
    undo: &EmailUndo,
    changed_at: i64,
) -> QueryResult<Vec<Vec<u8>>> {
    let EmailUndo { link, new_hash, mail, at } = undo;
    let update = diesel::update(users::table.find(link.user_id.get()));
    let update = update.set(users::hashed_password.eq(new_hash.expose())).returning(users::id);
    cached(update).get_result::<i64>(connection)?;
    links::remove_ended(connection, link.user_id, Some(changed_at))?;
    outbox::remove_email_notices(connection, link.user_id, changed_at)?;
    outbox::insert(connection, Some(mail))?;
    revoke_sessions(connection, link.user_id, None, *at)
}

/// Finds the active user and a valid link. Returns `None` if `allows` rejects the address.
fn find(
    connection: &mut SqliteConnection,
    link: &Link,
    at: Timestamp,
    allows: impl Fn(&Recipient, &Email) -> bool,
) -> QueryResult<Option<(Recipient, ValidLink)>> {
    let active = users::table.find(link.user_id.get()).filter(users::is_active);
    let user = active.select(Recipient::as_select()).first(connection).optional()?;
    let valid = links::find_valid(connection, link, at)?;
    Ok(user.zip(valid).filter(|(user, valid)| allows(user, &valid.email)))
}

/// Makes `email` the verified address of the user.
fn replace_email(
    connection: &mut SqliteConnection,
    id: UserId,
    user: Recipient,
    email: &Email,
    at: Timestamp,
) -> Result<(), SaveUserError> {
    let username = LoginName::Username(user.username_canonical);
    let before = [LoginName::Email(user.email_canonical), username.clone()];
    let after = [LoginName::from(email), username];
    let update = diesel::update(users::table.find(id.get())).set(EmailReplacement::new(email, at));
    let updated = cached(update.returning(users::id)).get_result::<i64>(connection);
    updated.map_err(|cause| save_error(connection, cause, id.get(), &after, at))?;
    login_names::execute(connection, id, NameStep::between(&before, &after, at), at)
}
