//! The transactions that change a user with a link from a mail.
//!
//! Each transaction locks the row of the user first, then the link, the records of the names, the other links and the
//! sessions. So the transactions of one user run one after another. Transactions of different users wait for each other
//! only at the records of names (`users/login_names.rs`).

use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::user::mail::Link;
use tasklane_core::user::{
    Email, EmailChange, EmailUndo, EmailVerification, LoginName, NameStep, PasswordHash, PasswordReset,
};

use crate::connection::cached_sql::cached_sql;
use crate::database::TransactionAborted;
use crate::mails::link_deletion::{self, UsedLink};
use crate::mails::outbox;
use crate::users::login_names;
use crate::users::recovery_statements::{LOCK_RECIPIENT, REPLACE_EMAIL, RESET_PASSWORD, VERIFY_EMAIL};
use crate::users::rows::RecipientRow;
use crate::users::transactions::revoke_sessions;

/// Why a transaction was rolled back.
pub(crate) enum Rejected {
    /// The link is invalid, or the operation does not allow the address of the link.
    Link,
    /// Another user has this name, or the name is reserved for another user.
    Name(LoginName),
}

type LinkResult<T> = Result<T, TransactionAborted<Rejected>>;

/// Returns the revoked sessions.
pub(crate) async fn reset_password(
    connection: &mut AsyncPgConnection,
    reset: PasswordReset,
) -> LinkResult<Vec<SessionId>> {
    let PasswordReset { link, new_hash, mail, at } = reset;
    use_link(connection, &link, at, is_current).await?;
    let update = cached_sql(RESET_PASSWORD).bind_all(|sql| {
        sql.bind::<BigInt, _>(link.user_id.get())
            .bind::<Text, _>(new_hash.expose())
            .bind::<Timestamptz, _>(at)
    });
    update.execute(connection).await?;
    link_deletion::remove_ended(connection, link.user_id, None).await?;
    outbox::insert(connection, mail.as_ref()).await?;
    Ok(revoke_sessions(connection, link.user_id, None, at).await?)
}

pub(crate) async fn verify_email(
    connection: &mut AsyncPgConnection,
    verification: EmailVerification,
) -> LinkResult<()> {
    let EmailVerification { link, at } = verification;
    use_link(connection, &link, at, is_current).await?;
    let update = cached_sql(VERIFY_EMAIL)
        .bind_all(|sql| sql.bind::<BigInt, _>(link.user_id.get()).bind::<Timestamptz, _>(at));
    update.execute(connection).await?;
    Ok(())
}

pub(crate) async fn change_email(connection: &mut AsyncPgConnection, change: EmailChange) -> LinkResult<()> {
    let EmailChange { link, mail, at } = change;
    let is_pending =
        |user: &RecipientRow, email: &Email| user.pending_email.as_deref() == Some(email.as_str());
    let (user, UsedLink { email, .. }) = use_link(connection, &link, at, is_pending).await?;
    replace_email(connection, link.user_id, user, &email, None, at).await?;
    link_deletion::remove_to_other_addresses(connection, link.user_id, &email).await?;
    match link_deletion::remove_undone(connection, link.user_id, &email, at).await? {
        Some(since) => outbox::remove_email_notices(connection, link.user_id, since).await?,
        None => outbox::insert(connection, Some(&mail)).await?,
    }
    Ok(())
}

/// Returns the revoked sessions.
pub(crate) async fn undo_email_change(
    connection: &mut AsyncPgConnection,
    undo: EmailUndo,
) -> LinkResult<Vec<SessionId>> {
    let EmailUndo { link, new_hash, mail, at } = undo;
    let (user, UsedLink { email, created_at }) = use_link(connection, &link, at, |_, _| true).await?;
    replace_email(connection, link.user_id, user, &email, Some(&new_hash), at).await?;
    link_deletion::remove_ended(connection, link.user_id, Some(created_at)).await?;
    outbox::remove_email_notices(connection, link.user_id, created_at).await?;
    outbox::insert(connection, Some(&mail)).await?;
    Ok(revoke_sessions(connection, link.user_id, None, at).await?)
}

/// Locks the active user and deletes the link. Fails if the link is not valid, or if `allows` rejects its address.
async fn use_link(
    connection: &mut AsyncPgConnection,
    link: &Link,
    at: Timestamp,
    allows: impl Fn(&RecipientRow, &Email) -> bool,
) -> LinkResult<(RecipientRow, UsedLink)> {
    let lock = cached_sql(LOCK_RECIPIENT).bind_all(|sql| sql.bind::<BigInt, _>(link.user_id.get()));
    let locked: Vec<RecipientRow> = lock.load(connection).await?;
    let user = locked.into_iter().next().ok_or(TransactionAborted::Declined(Rejected::Link))?;
    let used = link_deletion::delete_valid(connection, link, at).await?;
    let used = used.filter(|used| allows(&user, &used.email));
    Ok((user, used.ok_or(TransactionAborted::Declined(Rejected::Link))?))
}

fn is_current(user: &RecipientRow, email: &Email) -> bool {
    user.email_canonical == email.canonical()
}

/// Makes `email` the verified address of the user. Replaces the password hash if there is a new hash.
async fn replace_email(
    connection: &mut AsyncPgConnection,
    id: UserId,
    user: RecipientRow,
    email: &Email,
    new_hash: Option<&PasswordHash>,
    at: Timestamp,
) -> LinkResult<()> {
    let update = cached_sql(REPLACE_EMAIL).bind_all(|sql| {
        sql.bind::<BigInt, _>(id.get())
            .bind::<Text, _>(email.as_str())
            .bind::<Text, _>(email.canonical())
            .bind::<Nullable<Text>, _>(new_hash.map(PasswordHash::expose))
            .bind::<Timestamptz, _>(at)
    });
    update.execute(connection).await?;
    let username = LoginName::Username(user.username_canonical);
    let before = [LoginName::Email(user.email_canonical), username.clone()];
    let steps = NameStep::between(&before, &[email.into(), username], at);
    login_names::execute(connection, id.get(), steps, at).await.map_err(|aborted| match aborted {
        TransactionAborted::Declined(name) => TransactionAborted::Declined(Rejected::Name(name)),
        TransactionAborted::Failed(error) => TransactionAborted::Failed(error),
    })
}
