//! Mails to users: texts in three languages, messages, and their delivery over SMTP or into a folder.
//!
//! `config` validates the settings, `letters` writes the contents of a mail, `message` adds the headers, and `smtp` and
//! `folder` deliver the message.
#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod catalogue;
mod config;
mod folder;
mod letters;
mod mailer;
mod message;
mod smtp;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "tests panic on failure")]
pub mod testing;

pub use config::{InvalidMailConfig, InvalidMailUrl, MailConfig, MailUrl};
pub use mailer::TemplateMailer;
pub use message::{InvalidSender, Sender};
pub use smtp::Timeouts;
