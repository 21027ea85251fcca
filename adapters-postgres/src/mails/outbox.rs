//! The outbox in PostgreSQL. A store queues the mail of a change in the transaction of the change, with [`insert`].
//!
//! The table is on every node of a Citus cluster, where rows can't be locked with SKIP LOCKED. So a process takes a mail with an
//! UPDATE whose condition fails if another process has taken the mail.

use async_trait::async_trait;
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::AsyncPgConnection;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::mail::{MailContent, MailId, MailOutbox, OutboxStatus, QueuedMail};

use super::rows::{MailRow, StatusRow};
use crate::connection::cached_sql::cached_sql;
use crate::database::Database;
use crate::schema::mail_outbox;

/// The foreign key to the user. An insertion violates the key if a concurrent transaction deletes the user.
pub(crate) const USER_KEY: &str = "mail_outbox_user_fkey";

const QUEUE: &str = "
INSERT INTO mail_outbox (id, user_id, kind, recipient, new_email, user_agent, ip, queued_at, due_at, attempts)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8, $9 FROM users
WHERE users.id = $2 AND (SELECT count(*) FROM mail_outbox WHERE user_id = $2 AND kind = $3) < $10";

/// Changes no row if another process has taken the mail.
const TAKE: &str = "
UPDATE mail_outbox SET due_at = $4, attempts = attempts + 1 WHERE id = $1 AND due_at = $2 AND attempts = $3";

const POSTPONE: &str = "UPDATE mail_outbox SET due_at = $2 WHERE id = $1";

const REMOVE: &str = "DELETE FROM mail_outbox WHERE id = $1";

const REMOVE_EMAIL_NOTICES: &str =
    "DELETE FROM mail_outbox WHERE user_id = $1 AND kind = $2 AND queued_at >= $3";

pub(crate) struct PostgresMailOutbox {
    database: Database,
}

impl PostgresMailOutbox {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    async fn find_due(&self, now: Timestamp, limit: usize) -> Result<Vec<MailRow>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let select = || {
            let due = mail_outbox::table.filter(mail_outbox::due_at.le(now));
            due.order((mail_outbox::due_at, mail_outbox::id)).limit(limit).select(MailRow::as_select())
        };
        Ok(self.database.read(select).await?)
    }

    /// Counts an attempt. Returns false if another process has taken the mail.
    async fn take(&self, row: &MailRow, until: Timestamp) -> Result<bool, StoreError> {
        let update = || {
            cached_sql(TAKE).bind_all(|sql| {
                sql.bind::<SqlUuid, _>(row.id)
                    .bind::<Timestamptz, _>(row.due_at)
                    .bind::<BigInt, _>(row.attempts)
                    .bind::<Timestamptz, _>(until)
            })
        };
        Ok(self.database.execute(update).await? == 1)
    }
}

#[async_trait]
impl MailOutbox for PostgresMailOutbox {
    async fn queue(&self, mail: &QueuedMail, max_waiting: u32) -> Result<bool, StoreError> {
        let row = MailRow::from(mail);
        let insert = || {
            cached_sql(QUEUE).bind_all(|sql| {
                sql.bind::<SqlUuid, _>(row.id)
                    .bind::<BigInt, _>(row.user_id)
                    .bind::<Text, _>(row.kind.as_str())
                    .bind::<Nullable<Text>, _>(row.recipient.as_deref())
                    .bind::<Nullable<Text>, _>(row.new_email.as_deref())
                    .bind::<Nullable<Text>, _>(row.user_agent.as_deref())
                    .bind::<Nullable<Text>, _>(row.ip.as_deref())
                    .bind::<Timestamptz, _>(row.queued_at)
                    .bind::<BigInt, _>(row.attempts)
                    .bind::<BigInt, _>(i64::from(max_waiting))
            })
        };
        match self.database.execute(insert).await {
            Ok(inserted) => Ok(inserted == 1),
            Err(error) if error.violates(USER_KEY) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn take_due(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<QueuedMail>, StoreError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut taken: Vec<QueuedMail> = Vec::new();
        // Each pass finds other mails, because the mails of earlier passes are no longer due.
        while taken.len() < limit {
            let due = self.find_due(now, limit - taken.len()).await?;
            if due.is_empty() {
                break;
            }
            for row in due {
                if self.take(&row, until).await? {
                    taken.extend(readable(row.attempted()));
                }
            }
        }
        Ok(taken)
    }

    async fn postpone(&self, id: MailId, due_at: Timestamp) -> Result<(), StoreError> {
        let update = || {
            cached_sql(POSTPONE).bind_all(|sql| sql.bind::<SqlUuid, _>(id.0).bind::<Timestamptz, _>(due_at))
        };
        Ok(self.database.execute(update).await.map(drop)?)
    }

    async fn remove(&self, id: MailId) -> Result<(), StoreError> {
        let delete = || cached_sql(REMOVE).bind_all(|sql| sql.bind::<SqlUuid, _>(id.0));
        Ok(self.database.execute(delete).await.map(drop)?)
    }

    async fn status(&self) -> Result<OutboxStatus, StoreError> {
        let select = || mail_outbox::table.select((count_star(), min(mail_outbox::queued_at)));
        let rows: Vec<StatusRow> = self.database.read(select).await?;
        Ok(rows.into_iter().next().map(OutboxStatus::from).unwrap_or_default())
    }
}

/// Returns the mail. A newer release may have queued a mail of a kind that this release does not know. Such a mail is due
/// again later, and does not delay other mails.
fn readable(row: MailRow) -> Option<QueuedMail> {
    let (id, kind) = (row.id, row.kind.clone());
    let mail = QueuedMail::try_from(row);
    mail.inspect_err(|error| tracing::warn!(mail_id = %id, kind, cause = %error, "cannot read a mail")).ok()
}

/// Removes the notices of changes of the e-mail address since this time, because the changes were undone.
pub(crate) async fn remove_email_notices(
    connection: &mut AsyncPgConnection,
    user: UserId,
    since: Timestamp,
) -> QueryResult<()> {
    let delete = cached_sql(REMOVE_EMAIL_NOTICES).bind_all(|sql| {
        sql.bind::<BigInt, _>(user.get())
            .bind::<Text, _>(MailContent::EMAIL_CHANGED)
            .bind::<Timestamptz, _>(since)
    });
    diesel_async::RunQueryDsl::execute(delete, connection).await.map(drop)
}

/// Queues a mail in the transaction of the change that causes it.
pub(crate) async fn insert(connection: &mut AsyncPgConnection, mail: Option<&QueuedMail>) -> QueryResult<()> {
    let Some(mail) = mail else { return Ok(()) };
    let insert = diesel::insert_into(mail_outbox::table).values(MailRow::from(mail));
    diesel_async::RunQueryDsl::execute(insert, connection).await.map(drop)
}
