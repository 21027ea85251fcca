//! The transactions that change a user together with the user's sessions or the records of the user's names.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::user::mail::{LinkPurpose, MailContent, NOT_SENT, QueuedMail};
use tasklane_core::user::{
    Email, LoginName, NAME_RESERVATION, Name, NameStep, NewUser, PasswordChange, PasswordHash, ProfileChange,
    Username,
};

use crate::connection::cached_sql::cached_sql;
use crate::database::TransactionAborted;
use crate::mails::{link_deletion, outbox};
use crate::schema::users;
use crate::users::login_names;
use crate::users::rows::{NamesRow, UserRow};
use crate::users::statements::{
    CHANGE_PASSWORD, CHANGE_PROFILE, DELETE_USER, LOCK_COUNTER, LOCK_NAMES, LOCK_TASKS, RECORD_DELETION,
    REVOKE_SESSIONS, SET_ACTIVE,
};
use crate::values::SessionIdRow;

/// Fails with the name that the user can't have.
pub(crate) async fn create(
    connection: &mut AsyncPgConnection,
    new: NewUser,
    at: Timestamp,
) -> Result<UserRow, TransactionAborted<LoginName>> {
    let insert = diesel::insert_into(users::table)
        .values((
            users::email.eq(new.email.as_str()),
            users::email_canonical.eq(new.email.canonical()),
            users::username.eq(new.username.as_str()),
            users::username_canonical.eq(new.username.canonical()),
            users::name.eq(new.name.as_ref().map(Name::as_str)),
            users::hashed_password.eq(new.password_hash.expose()),
            users::is_active.eq(true),
            users::created_at.eq(at),
            users::updated_at.eq(at),
            users::language.eq(new.language.tag()),
            users::verification_due_at.eq(new.verification.map(|_| NOT_SENT)),
        ))
        .returning(UserRow::as_returning());
    let row: UserRow = insert.get_result(connection).await?;
    let names = [(&new.email).into(), (&new.username).into()];
    login_names::execute(connection, row.id, NameStep::between(&[], &names, at), at).await?;
    if let Some((id, user_id)) = new.verification.zip(UserId::new(row.id)) {
        let content = MailContent::VerifyEmail;
        let mail = QueuedMail { id, user_id, content, queued_at: at, attempts: 0 };
        outbox::insert(connection, Some(&mail)).await?;
    }
    Ok(row)
}

/// Changes the profile with its login names. Returns `None` if the user or the hash is not as the change requires. Fails
/// with the name that the user can't have.
pub(crate) async fn change_profile(
    connection: &mut AsyncPgConnection,
    change: ProfileChange,
) -> Result<Option<UserRow>, TransactionAborted<LoginName>> {
    let id = change.user_id.get();
    let (email, username) = (change.email.as_ref(), change.username.as_ref());
    let lock = cached_sql(LOCK_NAMES).bind_all(|sql| {
        sql.bind::<BigInt, _>(id)
            .bind::<Nullable<Text>, _>(change.verified_hash.as_ref().map(PasswordHash::expose))
            .bind::<Nullable<Text>, _>(email.map(Email::canonical))
    });
    let locked: Vec<NamesRow> = lock.load(connection).await?;
    let Some(locked) = locked.into_iter().next() else { return Ok(None) };
    let before: [LoginName; 2] = locked.into();
    let [email_before, username_before] = before.clone();
    let after =
        [email.map_or(email_before, LoginName::from), username.map_or(username_before, LoginName::from)];
    let steps = NameStep::between(&before, &after, change.at);
    let row = update_profile(connection, &change).await?;
    login_names::execute(connection, id, steps, change.at).await?;
    if change.pending_email.is_some() {
        link_deletion::expire(connection, change.user_id, LinkPurpose::VerifyNewEmail, change.at).await?;
    }
    outbox::insert(connection, change.mail.as_ref()).await?;
    Ok(Some(row))
}

async fn update_profile(connection: &mut AsyncPgConnection, change: &ProfileChange) -> QueryResult<UserRow> {
    let ProfileChange { user_id, email, username, name, pending_email, at, .. } = change;
    let preferences = change.preferences.as_ref();
    let update = cached_sql(CHANGE_PROFILE).bind_all(|sql| {
        sql.bind::<BigInt, _>(user_id.get())
            .bind::<Nullable<Text>, _>(email.as_ref().map(Email::as_str))
            .bind::<Nullable<Text>, _>(email.as_ref().map(Email::canonical))
            .bind::<Nullable<Text>, _>(username.as_ref().map(Username::as_str))
            .bind::<Nullable<Text>, _>(username.as_ref().map(Username::canonical))
            .bind::<Bool, _>(name.is_some())
            .bind::<Nullable<Text>, _>(name.as_ref().and_then(Option::as_ref).map(Name::as_str))
            .bind::<Bool, _>(pending_email.is_some())
            .bind::<Nullable<Text>, _>(pending_email.as_ref().and_then(Option::as_ref).map(Email::as_str))
            .bind::<Nullable<Text>, _>(preferences.map(|new| new.language.tag()))
            .bind::<Nullable<Text>, _>(preferences.map(|new| new.time_zone.name()))
            .bind::<Nullable<Bool>, _>(preferences.map(|new| new.login_notices))
            .bind::<Timestamptz, _>(*at)
    });
    update.get_result(connection).await
}

/// Returns the revoked sessions, or `None` if the stored hash is not `old_hash`.
pub(crate) async fn change_password(
    connection: &mut AsyncPgConnection,
    change: PasswordChange,
) -> QueryResult<Option<Vec<SessionId>>> {
    let PasswordChange { user_id, old_hash, new_hash, kept_session, mail, at } = change;
    let update = cached_sql(CHANGE_PASSWORD).bind_all(|sql| {
        sql.bind::<BigInt, _>(user_id.get())
            .bind::<Text, _>(old_hash.expose())
            .bind::<Text, _>(new_hash.expose())
            .bind::<Timestamptz, _>(at)
    });
    if update.execute(connection).await? == 0 {
        return Ok(None);
    }
    for purpose in [LinkPurpose::ResetPassword, LinkPurpose::VerifyNewEmail] {
        link_deletion::expire(connection, user_id, purpose, at).await?;
    }
    outbox::insert(connection, mail.as_ref()).await?;
    revoke_sessions(connection, user_id, kept_session, at).await.map(Some)
}

/// Returns false if the user does not exist.
pub(crate) async fn set_active(
    connection: &mut AsyncPgConnection,
    id: UserId,
    active: bool,
    at: Timestamp,
) -> QueryResult<bool> {
    let update = cached_sql(SET_ACTIVE)
        .bind_all(|sql| sql.bind::<BigInt, _>(id.get()).bind::<Bool, _>(active).bind::<Timestamptz, _>(at));
    let found = update.execute(connection).await? == 1;
    if !active {
        revoke_sessions(connection, id, None, at).await?;
    }
    Ok(found)
}

/// Returns false if the user does not exist, or if the stored hash is not `verified`.
pub(crate) async fn delete(
    connection: &mut AsyncPgConnection,
    id: UserId,
    verified: PasswordHash,
    at: Timestamp,
) -> QueryResult<bool> {
    for lock in [LOCK_TASKS, LOCK_COUNTER] {
        cached_sql(lock).bind_all(|sql| sql.bind::<BigInt, _>(id.get())).execute(connection).await?;
    }
    let delete = cached_sql(DELETE_USER)
        .bind_all(|sql| sql.bind::<BigInt, _>(id.get()).bind::<Text, _>(verified.expose()));
    let deleted: Vec<NamesRow> = delete.load(connection).await?;
    let Some(deleted) = deleted.into_iter().next() else { return Ok(false) };
    let record = cached_sql(RECORD_DELETION)
        .bind_all(|sql| sql.bind::<BigInt, _>(id.get()).bind::<Timestamptz, _>(at));
    record.execute(connection).await?;
    let names: [LoginName; 2] = deleted.into();
    for name in names {
        login_names::release(connection, id.get(), &name, at + NAME_RESERVATION).await?;
    }
    Ok(true)
}

pub(super) async fn revoke_sessions(
    connection: &mut AsyncPgConnection,
    user: UserId,
    keep: Option<SessionId>,
    at: Timestamp,
) -> QueryResult<Vec<SessionId>> {
    let update = cached_sql(REVOKE_SESSIONS).bind_all(|sql| {
        sql.bind::<BigInt, _>(user.get())
            .bind::<Timestamptz, _>(at)
            .bind::<Nullable<SqlUuid>, _>(keep.map(|id| id.0))
    });
    let revoked: Vec<SessionIdRow> = update.load(connection).await?;
    Ok(revoked.into_iter().map(|row| SessionId(row.id)).collect())
}
