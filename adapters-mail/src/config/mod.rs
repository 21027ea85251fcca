//! The configuration of a mailer, validated before the first mail.

mod mail_config;
mod mail_url;

pub use mail_config::{InvalidMailConfig, MailConfig};
pub(crate) use mail_url::Destination;
pub use mail_url::{InvalidMailUrl, MailUrl};
