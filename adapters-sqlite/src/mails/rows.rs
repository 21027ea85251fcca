//! Rows of `mail_outbox` and `one_time_links`.

use diesel::prelude::*;
use tasklane_core::handle::{HandleId, SecretHash};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::Email;
use tasklane_core::user::mail::{
    LinkPurpose, LinkRecord, MailContent, MailId, MailParameters, OutboxStatus, QueuedMail,
};
use uuid::Uuid;

use crate::schema::{mail_outbox, one_time_links};
use crate::values::{Column, micros, user_id};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = mail_outbox, treat_none_as_default_value = false)]
pub(super) struct MailRow {
    pub(super) id: Vec<u8>,
    user_id: i64,
    pub(super) kind: String,
    recipient: Option<String>,
    new_email: Option<String>,
    user_agent: Option<String>,
    ip: Option<String>,
    queued_at: i64,
    due_at: i64,
    attempts: i64,
}

impl From<&QueuedMail> for MailRow {
    fn from(mail: &QueuedMail) -> Self {
        let MailParameters { recipient, new_email, user_agent, ip } = mail.content.parameters();
        Self {
            id: mail.id.0.as_bytes().to_vec(),
            user_id: mail.user_id.get(),
            kind: mail.content.kind().to_owned(),
            recipient,
            new_email,
            user_agent,
            ip,
            queued_at: micros(mail.queued_at),
            due_at: micros(mail.queued_at),
            attempts: mail.attempts.into(),
        }
    }
}

impl MailRow {
    /// Returns the mail with one more attempt.
    pub(super) fn attempted(self) -> Self {
        Self { attempts: self.attempts + 1, ..self }
    }
}

impl TryFrom<MailRow> for QueuedMail {
    type Error = StoreError;

    fn try_from(row: MailRow) -> Result<Self, StoreError> {
        let column = |column| Column { table: "mail_outbox", column };
        let MailRow { recipient, new_email, user_agent, ip, .. } = row;
        let parameters = MailParameters { recipient, new_email, user_agent, ip };
        Ok(Self {
            id: MailId(Uuid::from_bytes(column("id").bytes(&row.id)?)),
            user_id: user_id("mail_outbox", "user_id", row.user_id)?,
            content: column("kind").read(MailContent::from_parts(&row.kind, parameters))?,
            queued_at: column("queued_at").time(row.queued_at)?,
            attempts: column("attempts").read(row.attempts.try_into().ok())?,
        })
    }
}

/// The number of mails in the outbox, and when the oldest of them was queued.
#[derive(Queryable)]
pub(super) struct StatusRow {
    waiting: i64,
    oldest: Option<i64>,
}

impl TryFrom<StatusRow> for OutboxStatus {
    type Error = StoreError;

    fn try_from(row: StatusRow) -> Result<Self, StoreError> {
        let oldest = Column { table: "mail_outbox", column: "queued_at" }.maybe_time(row.oldest)?;
        Ok(Self { waiting: row.waiting.unsigned_abs(), oldest })
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = one_time_links)]
pub(super) struct LinkRow {
    user_id: i64,
    id: Vec<u8>,
    purpose: String,
    secret_hash: Vec<u8>,
    email: String,
    created_at: i64,
    expires_at: i64,
}

impl From<&LinkRecord> for LinkRow {
    fn from(link: &LinkRecord) -> Self {
        Self {
            user_id: link.user_id.get(),
            id: link.id.0.to_vec(),
            purpose: link.purpose.as_str().to_owned(),
            secret_hash: link.secret_hash.0.to_vec(),
            email: link.email.as_str().to_owned(),
            created_at: micros(link.created_at),
            expires_at: micros(link.expires_at),
        }
    }
}

impl TryFrom<LinkRow> for LinkRecord {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self, StoreError> {
        let column = |column| Column { table: "one_time_links", column };
        Ok(Self {
            user_id: user_id("one_time_links", "user_id", row.user_id)?,
            id: HandleId(column("id").bytes(&row.id)?),
            purpose: column("purpose").read(LinkPurpose::from_name(&row.purpose))?,
            secret_hash: SecretHash(column("secret_hash").bytes(&row.secret_hash)?),
            email: column("email").read(Email::parse_existing(&row.email).ok())?,
            created_at: column("created_at").time(row.created_at)?,
            expires_at: column("expires_at").time(row.expires_at)?,
        })
    }
}
