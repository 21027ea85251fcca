//! The configuration of a mailer.

use thiserror::Error;

use crate::config::mail_url::MailUrl;
use crate::message::Sender;
use crate::smtp::InvalidAuthority;

/// The configuration of a mailer.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// The mail server, or the folder for mails.
    pub url: MailUrl,
    /// The sender of mails.
    pub from: Sender,
    /// The address of this server in links, such as `https://example.org/tasks`. A slash at the end has no effect.
    pub public_url: String,
    /// The certificate authorities of the mail server, in PEM format. If they are given, no other authority is trusted.
    /// With `None`, the authorities of the operating system are trusted.
    pub ca: Option<Vec<u8>>,
}

/// The configuration of a mailer is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidMailConfig {
    /// The public URL is not an HTTP URL with a host, or has a query or a fragment.
    #[error("the public URL must look like https://tasks.example.org")]
    PublicUrl,
    /// The certificate authorities can't be read.
    #[error("the certificate authorities of the mail server must be PEM certificates")]
    Ca,
    /// Certificate authorities are given, but mails go into a folder.
    #[error(
        "certificate authorities need a mail server: the URL for mails must begin with smtp:// or smtps://"
    )]
    CaWithoutServer,
    /// The operating system has no root certificates.
    #[error(
        "no root certificates are installed: install them (Debian: ca-certificates), or set a certificate authority"
    )]
    NoRoots,
}

impl From<InvalidAuthority> for InvalidMailConfig {
    fn from(error: InvalidAuthority) -> Self {
        match error {
            InvalidAuthority::Pem => Self::Ca,
            InvalidAuthority::NoSystemRoots => Self::NoRoots,
        }
    }
}
