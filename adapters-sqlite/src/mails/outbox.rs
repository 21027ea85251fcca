//! The outbox in SQLite. A store queues the mail of a change in the transaction of the change, with [`insert`].

use async_trait::async_trait;
use diesel::dsl::{count_star, exists, min};
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::mail::{MailContent, MailId, MailOutbox, OutboxStatus, QueuedMail};

use super::rows::{MailRow, StatusRow};
use crate::connection::cached_sql::cached;
use crate::connection::errors::store_error;
use crate::database::SqliteDatabase;
use crate::schema::{mail_outbox, users};
use crate::values::micros;

#[async_trait]
impl MailOutbox for SqliteDatabase {
    async fn queue(&self, mail: &QueuedMail, max_waiting: u32) -> Result<bool, StoreError> {
        let mail = mail.clone();
        let insert = move |connection: &mut SqliteConnection| {
            let is_queued = may_queue(connection, &mail, max_waiting)?;
            insert(connection, Some(&mail).filter(|_| is_queued))?;
            Ok(is_queued)
        };
        self.threads.write(move |connection| insert(connection).map_err(store_error)).await
    }

    async fn take_due(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<QueuedMail>, StoreError> {
        let take = move |connection: &mut SqliteConnection| take_due(connection, now, until, limit);
        let taken = self.threads.write(move |connection| take(connection).map_err(store_error));
        Ok(taken.await?.into_iter().filter_map(readable).collect())
    }

    async fn postpone(&self, id: MailId, due_at: Timestamp) -> Result<(), StoreError> {
        let update = move |connection: &mut SqliteConnection| {
            let stored = mail_outbox::table.find(id.0.as_bytes().as_slice());
            let update = diesel::update(stored).set(mail_outbox::due_at.eq(micros(due_at)));
            cached(update.returning(mail_outbox::id)).load::<Vec<u8>>(connection).map_err(store_error)
        };
        self.threads.write(update).await.map(drop)
    }

    async fn remove(&self, id: MailId) -> Result<(), StoreError> {
        let delete = move |connection: &mut SqliteConnection| {
            let delete = diesel::delete(mail_outbox::table.find(id.0.as_bytes().as_slice()));
            cached(delete.returning(mail_outbox::id)).load::<Vec<u8>>(connection).map_err(store_error)
        };
        self.threads.write(delete).await.map(drop)
    }

    async fn status(&self) -> Result<OutboxStatus, StoreError> {
        let select = mail_outbox::table.select((count_star(), min(mail_outbox::queued_at)));
        let row: StatusRow =
            self.threads.read(move |connection| select.first(connection).map_err(store_error)).await?;
        row.try_into()
    }
}

/// Removes the notices of changes of the e-mail address since this time, in microseconds, because the changes were undone.
pub(crate) fn remove_email_notices(
    connection: &mut SqliteConnection,
    user: UserId,
    since: i64,
) -> QueryResult<()> {
    let own = mail_outbox::table.filter(mail_outbox::user_id.eq(user.get()));
    let notices = own.filter(mail_outbox::kind.eq(MailContent::EMAIL_CHANGED));
    let delete = diesel::delete(notices.filter(mail_outbox::queued_at.ge(since)));
    cached(delete.returning(mail_outbox::id)).load::<Vec<u8>>(connection).map(drop)
}

/// Returns the mail. A newer release may have queued a mail of a kind that this release does not know. Such a mail is due
/// again later, and does not delay other mails.
fn readable(row: MailRow) -> Option<QueuedMail> {
    let kind = row.kind.clone();
    let mail = QueuedMail::try_from(row);
    mail.inspect_err(|error| tracing::warn!(kind, cause = %error, "cannot read a mail")).ok()
}

/// Queues a mail in the transaction of the change that causes it.
pub(crate) fn insert(connection: &mut SqliteConnection, mail: Option<&QueuedMail>) -> QueryResult<()> {
    let Some(mail) = mail else { return Ok(()) };
    diesel::insert_into(mail_outbox::table).values(MailRow::from(mail)).execute(connection).map(drop)
}

/// Returns whether the user exists and fewer than `max_waiting` mails of this kind wait for the user.
fn may_queue(connection: &mut SqliteConnection, mail: &QueuedMail, max_waiting: u32) -> QueryResult<bool> {
    let user = mail.user_id.get();
    let waiting = mail_outbox::table.filter(mail_outbox::user_id.eq(user));
    let waiting = waiting.filter(mail_outbox::kind.eq(mail.content.kind()));
    let waiting: i64 = waiting.count().get_result(connection)?;
    let has_user = diesel::select(exists(users::table.find(user))).get_result::<bool>(connection)?;
    Ok(has_user && waiting < i64::from(max_waiting))
}

fn take_due(
    connection: &mut SqliteConnection,
    now: Timestamp,
    until: Timestamp,
    limit: u32,
) -> QueryResult<Vec<MailRow>> {
    let due = mail_outbox::table.filter(mail_outbox::due_at.le(micros(now)));
    let due = due.order((mail_outbox::due_at, mail_outbox::id)).limit(limit.into());
    let due: Vec<MailRow> = due.select(MailRow::as_select()).load(connection)?;
    for row in &due {
        let stored = mail_outbox::table.find(row.id.as_slice());
        let changes =
            (mail_outbox::due_at.eq(micros(until)), mail_outbox::attempts.eq(mail_outbox::attempts + 1));
        let update = diesel::update(stored).set(changes).returning(mail_outbox::attempts);
        cached(update).get_result::<i64>(connection)?;
    }
    Ok(due.into_iter().map(MailRow::attempted).collect())
}
