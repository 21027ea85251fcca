//! The outbox: mails that have not been sent yet.

use std::fmt;

use async_trait::async_trait;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::entropy::Entropy;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::user::mail::MailContent;

/// The id of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailId(pub Uuid);

impl MailId {
    /// Returns a random id (UUID version 4).
    pub fn random(entropy: &dyn Entropy) -> Self {
        Self(uuid::Builder::from_random_bytes(entropy.random_128()).into_uuid())
    }
}

impl fmt::Display for MailId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A mail in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMail {
    /// The id.
    pub id: MailId,
    /// The user whom the mail concerns.
    pub user_id: UserId,
    /// The content of the mail.
    pub content: MailContent,
    /// When the mail was queued. The first attempt is due immediately.
    pub queued_at: Timestamp,
    /// The number of attempts that have begun.
    pub attempts: u32,
}

impl QueuedMail {
    /// Returns a mail with a random id and no attempts.
    pub fn new(user_id: UserId, content: MailContent, at: Timestamp, entropy: &dyn Entropy) -> Self {
        Self { id: MailId::random(entropy), user_id, content, queued_at: at, attempts: 0 }
    }
}

/// The state of the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxStatus {
    /// The number of mails in the outbox.
    pub waiting: u64,
    /// When the oldest of them was queued.
    pub oldest: Option<Timestamp>,
}

/// Stores mails until they are sent. The operations of other stores queue the mails of their changes in the same atomic
/// step.
#[async_trait]
pub trait MailOutbox: Send + Sync {
    /// Queues a mail. Queues nothing and returns false if the user does not exist, or if `max_waiting` mails of this kind
    /// for this user are in the outbox. Concurrent calls may exceed `max_waiting`.
    async fn queue(&self, mail: &QueuedMail, max_waiting: u32) -> Result<bool, StoreError>;

    /// Takes at most `limit` mails that are due at `now`, in the order of their due times. In the same step, counts an
    /// attempt for each mail, and makes the mail due again at `until`, so that it is not lost if this process ends.
    /// `until` is later than `now`.
    ///
    /// A mail MUST be returned by at most one of several concurrent calls.
    async fn take_due(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<QueuedMail>, StoreError>;

    /// Makes a mail due at `due_at`. Does nothing if the mail is no longer in the outbox.
    async fn postpone(&self, id: MailId, due_at: Timestamp) -> Result<(), StoreError>;

    /// Removes a mail. Does nothing if the mail is no longer in the outbox.
    async fn remove(&self, id: MailId) -> Result<(), StoreError>;

    /// Returns the state of the outbox.
    async fn status(&self) -> Result<OutboxStatus, StoreError>;
}
