//! Sends the mails of the outbox, and removes expired links and unverified accounts.

mod cleaner;
mod mailer;
mod sender;

pub use cleaner::MailCleaner;
pub use mailer::{LinkToken, Mail, Mailer, SendError};
pub use sender::{Attempt, AttemptOutcome, DiscardReason, MailSender, SenderPorts};
