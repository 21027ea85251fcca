//! Writes the letter of a mail.

use std::net::IpAddr;

use tasklane_core::clock::Timestamp;
use tasklane_core::mail_sender::Mail;
use tasklane_core::user::mail::{LinkPurpose, MailContent};
use tasklane_core::user::{Email, Language, Name, TimeZone};

use crate::catalogue::{Catalogue, fill};
use crate::letters::client_name::client_name;
use crate::letters::harmless_text::harmless_name;
use crate::letters::letter::{Button, Letter};
use crate::letters::local_time::local_time;

/// Writes letters with links to one server.
#[derive(Debug, Clone)]
pub(crate) struct LetterWriter {
    /// The address of the server, without a slash at the end.
    public_url: String,
}

impl LetterWriter {
    pub(crate) fn new(public_url: String) -> Self {
        Self { public_url }
    }

    /// Writes the letter of a mail.
    pub(crate) fn write(&self, mail: &Mail) -> Letter {
        let draft = Draft { writer: self, mail, texts: Catalogue::of(mail.language) };
        match &mail.content {
            MailContent::ResetPassword => draft.reset_password(),
            MailContent::VerifyEmail => draft.verify_email(),
            MailContent::VerifyNewEmail { email } => draft.verify_new_email(email),
            MailContent::EmailChanged { old_email, new_email } => draft.email_changed(old_email, new_email),
            MailContent::PasswordChanged => draft.password_changed(),
            MailContent::NewLogin { user_agent, ip } => draft.new_login(user_agent.as_deref(), *ip),
            MailContent::RefreshTokenReused => draft.refresh_token_reused(),
        }
    }

    /// Writes the letter with which an operator checks the mail settings.
    pub(crate) fn write_test(&self, at: Timestamp) -> Letter {
        let texts = Catalogue::of(Language::English);
        let time = local_time(at, TimeZone::UTC, texts);
        Letter {
            language: Language::English,
            subject: "Test e-mail from Tasklane",
            salutation: texts.hello.to_owned(),
            intro: vec![format!(
                "This test was sent on {time}. The e-mail settings of your Tasklane server work."
            )],
            facts: Vec::new(),
            button: None,
            outro: vec!["If you didn't expect this test, you can ignore it.".to_owned()],
            footer: self.footer(texts),
        }
    }

    fn footer(&self, texts: &Catalogue) -> String {
        fill(texts.footer, &[("server", &self.public_url)])
    }
}

/// The letter of one mail, while it is written.
struct Draft<'a> {
    writer: &'a LetterWriter,
    mail: &'a Mail,
    texts: &'static Catalogue,
}

impl Draft<'_> {
    fn reset_password(&self) -> Letter {
        let texts = self.texts;
        Letter {
            intro: vec![texts.reset_intro.to_owned()],
            button: self.link_button(texts.reset_button, "reset"),
            outro: vec![self.expiry(LinkPurpose::ResetPassword), texts.reset_not_you.to_owned()],
            ..self.letter(texts.reset_subject, self.mail.name.as_ref())
        }
    }

    fn verify_email(&self) -> Letter {
        let texts = self.texts;
        Letter {
            intro: vec![fill(texts.verify_intro, &[("email", self.mail.to.as_str())])],
            button: self.link_button(texts.verify_button, "verify"),
            outro: vec![self.expiry(LinkPurpose::VerifyEmail), texts.verify_not_you.to_owned()],
            // The recipient may not be the user who chose the name.
            ..self.letter(texts.verify_subject, None)
        }
    }

    fn verify_new_email(&self, email: &Email) -> Letter {
        let texts = self.texts;
        Letter {
            intro: vec![fill(texts.new_email_intro, &[("email", email.as_str())])],
            button: self.link_button(texts.new_email_button, "verify"),
            outro: vec![self.expiry(LinkPurpose::VerifyNewEmail), texts.new_email_not_you.to_owned()],
            // The recipient may not be the user who chose the name.
            ..self.letter(texts.new_email_subject, None)
        }
    }

    fn email_changed(&self, old_email: &Email, new_email: &Email) -> Letter {
        let texts = self.texts;
        let days = LinkPurpose::UndoEmailChange.lifetime().num_days().to_string();
        let time = self.time();
        let values = [
            ("old_email", old_email.as_str()),
            ("new_email", new_email.as_str()),
            ("time", &time),
            ("days", &days),
        ];
        Letter {
            intro: vec![
                fill(texts.email_changed_intro, &values),
                texts.was_you.to_owned(),
                fill(texts.email_changed_not_you, &values),
            ],
            button: self.link_button(texts.email_changed_button, "undo"),
            ..self.letter(texts.email_changed_subject, self.mail.name.as_ref())
        }
    }

    fn password_changed(&self) -> Letter {
        let texts = self.texts;
        Letter {
            intro: vec![
                fill(texts.password_changed_intro, &[("time", &self.time())]),
                texts.was_you.to_owned(),
                texts.password_changed_not_you.to_owned(),
            ],
            button: Some(self.button(texts.password_changed_button, "forgot")),
            ..self.letter(texts.password_changed_subject, self.mail.name.as_ref())
        }
    }

    fn new_login(&self, user_agent: Option<&str>, ip: Option<IpAddr>) -> Letter {
        let texts = self.texts;
        let mut facts = vec![(texts.login_client, client_name(user_agent, texts))];
        facts.extend(ip.map(|ip| (texts.login_address, ip.to_canonical().to_string())));
        facts.push((texts.login_time, self.time()));
        Letter {
            intro: vec![
                texts.login_intro.to_owned(),
                texts.was_you.to_owned(),
                texts.login_not_you.to_owned(),
            ],
            facts,
            button: Some(self.button(texts.sessions_button, "account")),
            outro: vec![texts.login_turn_off.to_owned()],
            ..self.letter(texts.login_subject, self.mail.name.as_ref())
        }
    }

    fn refresh_token_reused(&self) -> Letter {
        let texts = self.texts;
        Letter {
            intro: vec![
                fill(texts.reuse_intro, &[("time", &self.time())]),
                texts.reuse_reason.to_owned(),
                texts.reuse_not_you.to_owned(),
            ],
            button: Some(self.button(texts.sessions_button, "account")),
            ..self.letter(texts.reuse_subject, self.mail.name.as_ref())
        }
    }

    fn letter(&self, subject: &'static str, name: Option<&Name>) -> Letter {
        let salutation = match name.and_then(harmless_name) {
            Some(name) => fill(self.texts.hello_name, &[("name", name)]),
            None => self.texts.hello.to_owned(),
        };
        Letter {
            language: self.mail.language,
            subject,
            salutation,
            intro: Vec::new(),
            facts: Vec::new(),
            button: None,
            outro: Vec::new(),
            footer: self.writer.footer(self.texts),
        }
    }

    /// Returns a button with the secret link of the mail. The secret is in the fragment of the URL, which browsers send
    /// neither to servers nor in the Referer header.
    fn link_button(&self, label: &'static str, page: &str) -> Option<Button> {
        let link = self.mail.link.as_ref()?;
        Some(self.button(label, &format!("{page}#token={}", link.expose())))
    }

    fn button(&self, label: &'static str, page: &str) -> Button {
        Button {
            label,
            fallback: self.texts.link_fallback,
            url: format!("{}/{page}", self.writer.public_url),
        }
    }

    fn expiry(&self, purpose: LinkPurpose) -> String {
        let minutes = purpose.lifetime().num_minutes().to_string();
        fill(self.texts.link_expires, &[("minutes", &minutes)])
    }

    fn time(&self) -> String {
        local_time(self.mail.at, self.mail.time_zone, self.texts)
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
