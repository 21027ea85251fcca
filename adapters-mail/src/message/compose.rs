//! Composes messages from letters.

use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::Date;
use lettre::message::{Mailbox, MultiPart};
use tasklane_core::clock::Timestamp;
use tasklane_core::mail_sender::{LinkToken, Mail, SendError};
use tasklane_core::user::mail::{MailContent, MailId};
use tasklane_core::user::{Email, Name};
use uuid::Builder;

use crate::letters::{Letter, LetterWriter, harmless_name};
use crate::message::address::address;
use crate::message::headers::{AutoSubmitted, ContentLanguage};
use crate::message::sender::Sender;

/// A message, with the addresses of its envelope.
pub(crate) struct Message {
    pub(crate) id: MailId,
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) bytes: Vec<u8>,
    /// The token of the link in the message.
    pub(crate) link: Option<LinkToken>,
}

/// Composes messages.
#[derive(Debug, Clone)]
pub(crate) struct Composer {
    sender: Sender,
    letters: LetterWriter,
}

impl Composer {
    pub(crate) fn new(sender: Sender, public_url: String) -> Self {
        Self { sender, letters: LetterWriter::new(public_url) }
    }

    /// Composes the message of a mail. `now` is the time in the Date header.
    pub(crate) fn compose(&self, mail: &Mail, now: Timestamp) -> Result<Message, SendError> {
        // The recipient of a link that verifies an address may not be the user who chose the name.
        let is_verified =
            !matches!(mail.content, MailContent::VerifyEmail | MailContent::VerifyNewEmail { .. });
        let to = mailbox(&mail.to, mail.name.as_ref().filter(|_| is_verified))?;
        self.message(mail.id, to, &self.letters.write(mail), mail.link.clone(), now)
    }

    /// Composes the message with which an operator checks the mail settings.
    pub(crate) fn compose_test(&self, to: &Email, now: Timestamp) -> Result<Message, SendError> {
        let id = Builder::from_random_bytes(fastrand::u128(..).to_be_bytes()).into_uuid();
        self.message(MailId(id), mailbox(to, None)?, &self.letters.write_test(now), None, now)
    }

    fn message(
        &self,
        id: MailId,
        to: Mailbox,
        letter: &Letter,
        link: Option<LinkToken>,
        now: Timestamp,
    ) -> Result<Message, SendError> {
        let (from, recipient) = (self.sender.address().clone(), to.email.clone());
        let rendered = letter.render().map_err(cannot_compose)?;
        let envelope = Envelope::new(Some(from.clone()), vec![recipient.clone()]).map_err(cannot_compose)?;
        let message = lettre::Message::builder()
            .from(self.sender.mailbox().clone())
            .to(to)
            .subject(letter.subject)
            .header(Date::new(now.into()))
            .message_id(Some(format!("<{id}@{}>", from.domain())))
            .header(AutoSubmitted)
            .header(ContentLanguage(letter.language))
            .envelope(envelope)
            .multipart(MultiPart::alternative_plain_html(rendered.text, rendered.html))
            .map_err(cannot_compose)?;
        Ok(Message { id, from, to: recipient, bytes: message.formatted(), link })
    }
}

fn mailbox(email: &Email, name: Option<&Name>) -> Result<Mailbox, SendError> {
    let address = address(email.as_str()).ok_or_else(|| {
        SendError::Rejected("the e-mail address of the recipient can't be used with SMTP".to_owned())
    })?;
    Ok(Mailbox::new(name.and_then(harmless_name).map(str::to_owned), address))
}

fn cannot_compose(error: impl std::error::Error) -> SendError {
    SendError::Temporary(format!("cannot compose the mail: {error}"))
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
