//! The port that sends mails.

use async_trait::async_trait;
use thiserror::Error;

use crate::clock::Timestamp;
use crate::user::mail::{MailContent, MailId};
use crate::user::{Email, Language, Name, TimeZone};

/// A mail to send. The mailer writes its text.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The id, for the Message-ID header.
    pub id: MailId,
    /// The address of the recipient.
    pub to: Email,
    /// The display name of the user.
    pub name: Option<Name>,
    /// The language of the text.
    pub language: Language,
    /// The time zone of times in the text.
    pub time_zone: TimeZone,
    /// The content of the mail.
    pub content: MailContent,
    /// The token of the link. `Some` if the content has a link.
    pub link: Option<LinkToken>,
    /// When the event happened that caused the mail.
    pub at: Timestamp,
}

/// The secret token of a link in a mail. Anyone who has it can use the link. The debug output does not contain it.
#[derive(Clone)]
pub struct LinkToken(pub(crate) String);

impl LinkToken {
    /// Returns the token. It MUST NOT be logged or stored.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

/// Why a mail was not sent. The text contains the reply of the mail server, or the reason why there is no reply.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendError {
    /// Another attempt may succeed: the mail server is unreachable, rejects the login, or rejects the mail temporarily.
    #[error("{0}")]
    Temporary(String),
    /// The connection failed after the mail was transmitted. The mail server may have accepted it.
    #[error("{0}")]
    Unconfirmed(String),
    /// The mail server rejected this mail permanently, for example because the mailbox does not exist.
    #[error("{0}")]
    Rejected(String),
}

/// Sends mails.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends a mail. Returns after the mail server has accepted it.
    ///
    /// MUST return within a bounded time. MUST NOT let text of the user add headers or recipients.
    async fn send(&self, mail: &Mail) -> Result<(), SendError>;
}
