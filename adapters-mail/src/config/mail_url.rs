//! The URL of the mail server, or of the folder for mails.

use std::fmt;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use url::{Host, Url};

use crate::smtp::{Encryption, Login, SmtpServer};

/// The port for STARTTLS (RFC 6409).
const SUBMISSION: u16 = 587;
/// The port for implicit TLS (RFC 8314).
const SUBMISSIONS: u16 = 465;

/// The destination of mails: a mail server, or a folder. `Debug` does not show a password.
#[derive(Clone)]
pub struct MailUrl(pub(crate) Destination);

#[derive(Debug, Clone)]
pub(crate) enum Destination {
    Server(SmtpServer),
    Folder(PathBuf),
}

/// The text is not a valid URL for mails. No message shows the URL, because the URL can contain a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidMailUrl {
    /// The scheme is not `smtp`, `smtps` or `file`.
    #[error(
        "must begin with smtp://, smtps:// or file:, for example smtp://user:password@mail.example.org:587 or file:mails"
    )]
    Scheme,
    /// The host or the port is missing or invalid.
    #[error("must have a host and an optional port, for example smtp://user:password@mail.example.org:587")]
    Server,
    /// The URL has a path, a query or a fragment, or its login has a character that must be
    /// percent-encoded.
    #[error(
        "must end after the host and the port. Percent-encode these characters of a user name or password: \
         % as %25, / as %2F, ? as %3F, # as %23, @ as %40, : as %3A"
    )]
    UnexpectedPart,
    /// The URL has a user name without a password, or a password without a user name.
    #[error(
        "must have a user name and a password, or neither, for example smtp://user:password@mail.example.org:587"
    )]
    Login,
    /// The user name or the password has control characters, or is not UTF-8 after decoding.
    #[error("must have a user name and a password without control characters, in UTF-8")]
    LoginCharacters,
    /// The folder is missing.
    #[error("must have a folder, for example file:mails or file:/var/lib/tasklane/mails")]
    Folder,
}

impl MailUrl {
    /// Parses `smtp://user:password@host:587`, `smtps://user:password@host:465` or `file:folder`.
    ///
    /// The login and the port are optional. With `smtp`, the connection is encrypted with STARTTLS. It may be unencrypted
    /// only if the host is a loopback address and the server does not offer STARTTLS.
    pub fn parse(url: &SecretString) -> Result<Self, InvalidMailUrl> {
        let url = url.expose_secret().trim();
        let (scheme, rest) = url.split_once(':').ok_or(InvalidMailUrl::Scheme)?;
        match scheme.to_ascii_lowercase().as_str() {
            "file" => folder(rest).map(Destination::Folder),
            "smtp" => server(url, rest, SUBMISSION).map(|server| {
                let is_local = is_loopback(&server.host);
                let encryption = if is_local { Encryption::StartTlsIfOffered } else { Encryption::StartTls };
                Destination::Server(SmtpServer { encryption, ..server })
            }),
            "smtps" => server(url, rest, SUBMISSIONS).map(Destination::Server),
            _ => Err(InvalidMailUrl::Scheme),
        }
        .map(Self)
    }
}

impl fmt::Debug for MailUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Destination::Server(server) => write!(f, "MailUrl({server})"),
            Destination::Folder(folder) => write!(f, "MailUrl({})", folder.display()),
        }
    }
}

/// Returns the path of `file:folder`, `file:/folder` or `file:///folder`.
fn folder(rest: &str) -> Result<PathBuf, InvalidMailUrl> {
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let is_absolute_url = path.len() == rest.len() || path.starts_with('/');
    if path.is_empty() || !is_absolute_url { Err(InvalidMailUrl::Folder) } else { Ok(path.into()) }
}

fn server(url: &str, rest: &str, default_port: u16) -> Result<SmtpServer, InvalidMailUrl> {
    // An unencoded character in the login ends the authority part of the URL too early.
    let invalid = if rest.contains('@') { InvalidMailUrl::UnexpectedPart } else { InvalidMailUrl::Server };
    let parsed = Url::parse(url).map_err(|_unprintable| invalid)?;
    let host = parsed.host_str().filter(|host| !host.is_empty()).ok_or(invalid)?;
    let host = Host::parse(host).map_err(|_unprintable| invalid)?;
    if !matches!(parsed.path(), "" | "/") || parsed.query().is_some() || parsed.fragment().is_some() {
        return Err(InvalidMailUrl::UnexpectedPart);
    }
    let port = parsed.port().unwrap_or(default_port);
    if port == 0 {
        return Err(InvalidMailUrl::Server);
    }
    Ok(SmtpServer { host, port, encryption: Encryption::Implicit, login: login(&parsed)? })
}

fn login(url: &Url) -> Result<Option<Login>, InvalidMailUrl> {
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) if !user.is_empty() && !password.is_empty() => {
            Ok(Some(Login { user: decode(user)?, password: decode(password)?.into() }))
        }
        _ => Err(InvalidMailUrl::Login),
    }
}

fn decode(text: &str) -> Result<String, InvalidMailUrl> {
    let decoded =
        percent_decode_str(text).decode_utf8().map_err(|_binary| InvalidMailUrl::LoginCharacters)?;
    if decoded.chars().any(char::is_control) {
        return Err(InvalidMailUrl::LoginCharacters);
    }
    Ok(decoded.into_owned())
}

fn is_loopback(host: &Host) -> bool {
    match host {
        Host::Domain(domain) => domain == "localhost",
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.to_canonical().is_loopback(),
    }
}

#[cfg(test)]
#[path = "mail_url_tests.rs"]
mod tests;
