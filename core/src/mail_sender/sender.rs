//! The use cases of the background job that sends mails.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::{Clock, Timestamp};
use crate::entropy::Entropy;
use crate::handle::{Handle, HandleKind};
use crate::ids::UserId;
use crate::mail_sender::{LinkToken, Mail, Mailer, SendError};
use crate::store_error::StoreError;
use crate::user::mail::{
    LinkPurpose, LinkRecord, LinkStore, MailContent, MailId, MailOutbox, OutboxStatus, QueuedMail,
    VERIFICATION_PERIOD,
};
use crate::user::{Email, User, UserStore};

/// How long a process may take to send a mail. After this time, another process sends the mail again. Longer than the
/// timeouts of a [`Mailer`].
const ATTEMPT: TimeDelta = TimeDelta::minutes(10);
/// The delay after the first failed attempt. It doubles with each further attempt.
const FIRST_RETRY: TimeDelta = TimeDelta::minutes(1);
const MAX_RETRY: TimeDelta = TimeDelta::hours(6);
/// The last attempt is due at this time after the mail was queued.
const MAX_DELIVERY_TIME: TimeDelta = TimeDelta::days(1);
/// The ports that a [`MailSender`] uses.
#[derive(Clone)]
pub struct SenderPorts {
    /// The mails to send.
    pub outbox: Arc<dyn MailOutbox>,
    /// Stores the links in the mails.
    pub links: Arc<dyn LinkStore>,
    /// Finds the recipients.
    pub users: Arc<dyn UserStore>,
    /// Sends mails.
    pub mailer: Arc<dyn Mailer>,
    /// Returns the time of attempts.
    pub clock: Arc<dyn Clock>,
    /// Generates links.
    pub entropy: Arc<dyn Entropy>,
}

/// The use cases of the background job that sends mails.
#[derive(Clone)]
pub struct MailSender {
    ports: SenderPorts,
}

/// An attempt to send a mail, with its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The mail.
    pub id: MailId,
    /// The user whom the mail concerns.
    pub user_id: UserId,
    /// The kind of the mail.
    pub kind: &'static str,
    /// The number of attempts, including this one.
    pub attempts: u32,
    /// The result of this attempt.
    pub outcome: AttemptOutcome,
}

/// The result of an attempt to send a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// The mail server accepted the mail.
    Sent,
    /// The mail was discarded without an attempt to send it.
    Discarded(DiscardReason),
    /// The attempt failed. The next attempt is due at `due_at`.
    Postponed {
        /// Why the attempt failed.
        error: SendError,
        /// When the next attempt is due.
        due_at: Timestamp,
    },
    /// The mail was discarded after a failed attempt: the mail server rejected it permanently, or the mail is too old.
    Failed(SendError),
}

/// Why a mail was discarded without an attempt to send it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscardReason {
    /// The user was deleted or deactivated.
    NoActiveUser,
    /// The link would have no effect: for example, the address is already verified.
    NotNeeded,
    /// The user turned off this kind of notice.
    TurnedOff,
    /// The user received the maximum number of links for this purpose, or of notices, in the last hour.
    TooMany,
    /// The mail was not sent within a day, because no process sent mails.
    TooOld,
}

impl AttemptOutcome {
    /// Returns whether the period for the verification of an address begins. It also begins if the delivery of the link
    /// has failed, so that the account does not reserve the address forever.
    fn starts_verification_period(&self) -> bool {
        matches!(self, Self::Sent | Self::Failed(_) | Self::Discarded(DiscardReason::TooOld))
    }
}

impl DiscardReason {
    /// Returns the name that logs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoActiveUser => "no_active_user",
            Self::NotNeeded => "not_needed",
            Self::TurnedOff => "turned_off",
            Self::TooMany => "too_many",
            Self::TooOld => "too_old",
        }
    }
}

impl MailSender {
    /// Creates a sender.
    pub fn new(ports: SenderPorts) -> Self {
        Self { ports }
    }

    /// Sends the mail that is due first. Returns `None` if no mail is due. Call it until it returns `None`.
    ///
    /// If the process ends between the sending and the removal from the outbox, the mail is sent a second time, with
    /// another valid link.
    pub async fn send_next(&self) -> Result<Option<Attempt>, StoreError> {
        let now = self.ports.clock.now();
        let mails = self.ports.outbox.take_due(now, now + ATTEMPT, 1).await?;
        let Some(mail) = mails.into_iter().next() else { return Ok(None) };
        let outcome = self.attempt(&mail, now).await?;
        if mail.content == MailContent::VerifyEmail && outcome.starts_verification_period() {
            let due_at = self.ports.clock.now() + VERIFICATION_PERIOD;
            self.ports.users.start_verification_period(mail.user_id, due_at).await?;
        }
        match &outcome {
            AttemptOutcome::Postponed { due_at, .. } => self.ports.outbox.postpone(mail.id, *due_at).await?,
            _ => self.ports.outbox.remove(mail.id).await?,
        }
        let QueuedMail { id, user_id, attempts, .. } = mail;
        Ok(Some(Attempt { id, user_id, kind: mail.content.kind(), attempts, outcome }))
    }

    /// Returns the number of waiting mails, and the time of the oldest.
    pub async fn status(&self) -> Result<OutboxStatus, StoreError> {
        self.ports.outbox.status().await
    }

    async fn attempt(&self, mail: &QueuedMail, now: Timestamp) -> Result<AttemptOutcome, StoreError> {
        if now - mail.queued_at > MAX_DELIVERY_TIME + ATTEMPT {
            return Ok(AttemptOutcome::Discarded(DiscardReason::TooOld));
        }
        let user = self.ports.users.find(mail.user_id).await?.filter(|user| user.is_active);
        let Some(user) = user else { return Ok(AttemptOutcome::Discarded(DiscardReason::NoActiveUser)) };
        if let Some(reason) = discard_reason(&mail.content, &user) {
            return Ok(AttemptOutcome::Discarded(reason));
        }
        let to = mail.content.recipient().unwrap_or(&user.email).clone();
        let purpose = mail.content.link_purpose().unwrap_or(LinkPurpose::Notice);
        // Without a limit, an attacker could flood the mailbox of a user. A later attempt continues a delivery that was
        // allowed before.
        if let Some(max) = purpose.max_per_hour().filter(|_| mail.attempts <= 1)
            && self.ports.links.count_since(user.id, purpose, now - TimeDelta::hours(1)).await? >= max
        {
            return Ok(AttemptOutcome::Discarded(DiscardReason::TooMany));
        }
        let link = self.make_link(mail, purpose, &to, now).await?;
        let message = Mail {
            id: mail.id,
            to,
            name: user.name.clone(),
            language: user.preferences.language,
            time_zone: user.preferences.time_zone,
            content: mail.content.clone(),
            link: mail.content.link_purpose().map(|_| LinkToken(link.format(HandleKind::Link))),
            at: mail.queued_at,
        };
        let sent = self.ports.mailer.send(&message).await;
        let finished_at = self.ports.clock.now();
        let Err(error) = sent else { return Ok(AttemptOutcome::Sent) };
        // A link that was not sent must not count toward the limit per hour. The user may have received a mail that the
        // server did not confirm, so its link stays valid.
        if !matches!(error, SendError::Unconfirmed(_)) {
            self.ports.links.remove(user.id, link.id).await?;
        }
        let last = mail.queued_at + MAX_DELIVERY_TIME;
        if matches!(error, SendError::Rejected(_)) || finished_at >= last {
            return Ok(AttemptOutcome::Failed(error));
        }
        Ok(AttemptOutcome::Postponed { error, due_at: last.min(finished_at + retry_delay(mail.attempts)) })
    }

    async fn make_link(
        &self,
        mail: &QueuedMail,
        purpose: LinkPurpose,
        to: &Email,
        now: Timestamp,
    ) -> Result<Handle, StoreError> {
        let handle = Handle::random(mail.user_id, &*self.ports.entropy);
        // An undo also ends the links to undo later changes, so the time of the change counts.
        let is_undo = purpose == LinkPurpose::UndoEmailChange;
        let record = LinkRecord {
            user_id: mail.user_id,
            id: handle.id,
            purpose,
            secret_hash: handle.secret_hash(),
            email: to.clone(),
            created_at: if is_undo { mail.queued_at } else { now },
            expires_at: now + purpose.lifetime(),
        };
        self.ports.links.add(&record).await?;
        Ok(handle)
    }
}

/// Returns why the mail is discarded. `None` if it is sent.
fn discard_reason(content: &MailContent, user: &User) -> Option<DiscardReason> {
    match content {
        MailContent::VerifyEmail if user.email_verified => Some(DiscardReason::NotNeeded),
        MailContent::VerifyNewEmail { email } if user.pending_email.as_ref() != Some(email) => {
            Some(DiscardReason::NotNeeded)
        }
        MailContent::NewLogin { .. } if !user.preferences.login_notices => Some(DiscardReason::TurnedOff),
        _ => None,
    }
}

/// Returns the delay after this number of failed attempts.
fn retry_delay(attempts: u32) -> TimeDelta {
    let doublings = attempts.saturating_sub(1).min(16);
    (FIRST_RETRY * (1 << doublings)).min(MAX_RETRY)
}

#[cfg(test)]
#[path = "sender_tests.rs"]
mod tests;
