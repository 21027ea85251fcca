//! Rows of `mail_outbox` and `one_time_links`.

use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::handle::{HandleId, SecretHash};
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::Email;
use tasklane_core::user::mail::{
    LinkPurpose, LinkRecord, MailContent, MailId, MailParameters, OutboxStatus, QueuedMail,
};
use uuid::Uuid;

use crate::schema::{mail_outbox, one_time_links};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = mail_outbox, treat_none_as_default_value = false, check_for_backend(diesel::pg::Pg))]
pub(super) struct MailRow {
    pub(super) id: Uuid,
    pub(super) user_id: i64,
    pub(super) kind: String,
    pub(super) recipient: Option<String>,
    pub(super) new_email: Option<String>,
    pub(super) user_agent: Option<String>,
    pub(super) ip: Option<String>,
    pub(super) queued_at: Timestamp,
    pub(super) due_at: Timestamp,
    pub(super) attempts: i64,
}

impl From<&QueuedMail> for MailRow {
    fn from(mail: &QueuedMail) -> Self {
        let MailParameters { recipient, new_email, user_agent, ip } = mail.content.parameters();
        Self {
            id: mail.id.0,
            user_id: mail.user_id.get(),
            kind: mail.content.kind().to_owned(),
            recipient,
            new_email,
            user_agent,
            ip,
            queued_at: mail.queued_at,
            due_at: mail.queued_at,
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
        let corrupt = |column| StoreError::Corrupt { table: "mail_outbox", column };
        let MailRow { recipient, new_email, user_agent, ip, .. } = row;
        let parameters = MailParameters { recipient, new_email, user_agent, ip };
        Ok(Self {
            id: MailId(row.id),
            user_id: UserId::new(row.user_id).ok_or_else(|| corrupt("user_id"))?,
            content: MailContent::from_parts(&row.kind, parameters).ok_or_else(|| corrupt("kind"))?,
            queued_at: row.queued_at,
            attempts: row.attempts.try_into().map_err(|_too_large| corrupt("attempts"))?,
        })
    }
}

/// The number of mails in the outbox, and when the oldest of them was queued.
#[derive(Queryable)]
pub(super) struct StatusRow {
    waiting: i64,
    oldest: Option<Timestamp>,
}

impl From<StatusRow> for OutboxStatus {
    fn from(row: StatusRow) -> Self {
        Self { waiting: row.waiting.unsigned_abs(), oldest: row.oldest }
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = one_time_links, check_for_backend(diesel::pg::Pg))]
pub(super) struct LinkRow {
    user_id: i64,
    id: Vec<u8>,
    purpose: String,
    secret_hash: Vec<u8>,
    email: String,
    created_at: Timestamp,
    expires_at: Timestamp,
}

impl From<&LinkRecord> for LinkRow {
    fn from(link: &LinkRecord) -> Self {
        Self {
            user_id: link.user_id.get(),
            id: link.id.0.to_vec(),
            purpose: link.purpose.as_str().to_owned(),
            secret_hash: link.secret_hash.0.to_vec(),
            email: link.email.as_str().to_owned(),
            created_at: link.created_at,
            expires_at: link.expires_at,
        }
    }
}

impl TryFrom<LinkRow> for LinkRecord {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "one_time_links", column };
        let (id, secret_hash) = (row.id.try_into(), row.secret_hash.try_into());
        Ok(Self {
            user_id: UserId::new(row.user_id).ok_or_else(|| corrupt("user_id"))?,
            id: HandleId(id.map_err(|_length| corrupt("id"))?),
            purpose: LinkPurpose::from_name(&row.purpose).ok_or_else(|| corrupt("purpose"))?,
            secret_hash: SecretHash(secret_hash.map_err(|_length| corrupt("secret_hash"))?),
            email: Email::parse_existing(&row.email).map_err(|_invalid| corrupt("email"))?,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}
