//! Mails to users: their contents, the outbox that stores them until they are sent, and the links in them.
//!
//! A mail is queued in the same atomic step as the change that causes it. The
//! [`MailSender`](crate::mail_sender::MailSender) makes the link, stores the hash of its secret, and sends the mail. So a
//! change never waits for a mail server, and the database contains no usable link.

mod content;
mod link;
mod link_store;
mod outbox;
mod policy;

pub use content::{MailContent, MailParameters};
pub use link::{Link, LinkPurpose, LinkRecord};
pub use link_store::LinkStore;
pub use outbox::{MailId, MailOutbox, OutboxStatus, QueuedMail};
pub use policy::{EmailVerificationPolicy, MailPolicy, NOT_SENT, VERIFICATION_PERIOD};
