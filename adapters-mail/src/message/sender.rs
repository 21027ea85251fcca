//! The sender of mails.

use std::fmt;

use lettre::Address;
use lettre::message::Mailbox;
use thiserror::Error;

use crate::message::address::address;

const MAX_NAME: usize = 100;

/// The sender of mails: an address, and the name that mail programs show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

/// The text is not a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidSender {
    /// The text has none of the accepted forms, or its address is invalid.
    #[error("must be an e-mail address with an optional name, such as Tasklane <tasks@example.org>")]
    Address,
    /// The part of the address before the @ has characters that not every mail server accepts.
    #[error("must have only ASCII characters before the @ of the address")]
    NotAscii,
    /// The name is too long or has control characters.
    #[error("must have a name of at most 100 characters, without control characters")]
    Name,
}

impl Sender {
    /// Parses `address`, `<address>`, `name <address>` or `"name" <address>`.
    pub fn parse(raw: &str) -> Result<Self, InvalidSender> {
        let raw = raw.trim();
        let (name, email) = match raw.strip_suffix('>') {
            Some(rest) => rest.rsplit_once('<').ok_or(InvalidSender::Address)?,
            None => ("", raw),
        };
        let email = address(email).ok_or(InvalidSender::Address)?;
        if !email.user().is_ascii() {
            return Err(InvalidSender::NotAscii);
        }
        let name = unquote(name.trim());
        if name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            return Err(InvalidSender::Name);
        }
        Ok(Self(Mailbox::new(Some(name).filter(|name| !name.is_empty()), email)))
    }

    pub(super) fn mailbox(&self) -> &Mailbox {
        &self.0
    }

    pub(crate) fn address(&self) -> &Address {
        &self.0.email
    }
}

/// Shows the sender in a form that [`Sender::parse`] accepts.
impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.name {
            Some(name) => {
                write!(f, "\"{}\" <{}>", name.replace('\\', "\\\\").replace('"', "\\\""), self.0.email)
            }
            None => self.0.email.fmt(f),
        }
    }
}

fn unquote(name: &str) -> String {
    let Some(quoted) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return name.to_owned();
    };
    let mut unquoted = String::with_capacity(quoted.len());
    let mut characters = quoted.chars();
    while let Some(c) = characters.next() {
        unquoted.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    unquoted.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(raw: &str) -> (Option<String>, String) {
        let sender = Sender::parse(raw).unwrap();
        assert_eq!(Sender::parse(&sender.to_string()), Ok(sender.clone()), "{sender}");
        (sender.0.name.clone(), sender.address().to_string())
    }

    #[test]
    fn sender_has_an_address_and_an_optional_name() {
        let address = "tasks@example.org";
        for (raw, name) in [
            ("tasks@example.org", None),
            (" <tasks@example.org> ", None),
            ("Tasklane <tasks@example.org>", Some("Tasklane")),
            ("Aufgaben für Köln <tasks@example.org>", Some("Aufgaben für Köln")),
            ("\"Tasks, Inc. \\\"Beta\\\"\" <tasks@example.org>", Some("Tasks, Inc. \"Beta\"")),
            ("Tasks, Inc. <tasks@example.org>", Some("Tasks, Inc.")),
            ("\"\" <tasks@example.org>", None),
        ] {
            assert_eq!(parts(raw), (name.map(str::to_owned), address.to_owned()), "{raw}");
        }
        assert_eq!(parts("tasks@localhost").1, "tasks@localhost");
        assert_eq!(parts("tasks@bücher.example").1, "tasks@xn--bcher-kva.example");
    }

    #[test]
    fn invalid_sender_is_rejected() {
        for raw in [
            "",
            "Tasklane",
            "Tasklane <>",
            "Tasklane <tasks>",
            "tasks@example.org>",
            "a@b.example, c@d.example",
        ] {
            assert_eq!(Sender::parse(raw), Err(InvalidSender::Address), "{raw}");
        }
        assert_eq!(Sender::parse("aufgäben@example.org"), Err(InvalidSender::NotAscii));
        assert_eq!(Sender::parse("Task\r\nBcc: x <tasks@example.org>"), Err(InvalidSender::Name));
        assert_eq!(Sender::parse(&format!("{} <a@b.example>", "x".repeat(101))), Err(InvalidSender::Name));
    }
}
