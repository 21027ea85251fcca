//! The address of a mail server.

use std::fmt;

use rustls::pki_types::ServerName;
use secrecy::SecretString;
use url::Host;

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// TLS from the first byte.
    Implicit,
    /// TLS after STARTTLS. Without TLS, no mail is sent.
    StartTls,
    /// TLS after STARTTLS if the server offers it. Only for a server on this machine.
    StartTlsIfOffered,
}

/// The user name and the password for the mail server. `Debug` does not show the password.
#[derive(Debug, Clone)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: SecretString,
}

/// The address of a mail server.
#[derive(Debug, Clone)]
pub(crate) struct SmtpServer {
    pub(crate) host: Host,
    pub(crate) port: u16,
    pub(crate) encryption: Encryption,
    pub(crate) login: Option<Login>,
}

impl SmtpServer {
    /// Returns the name that the certificate of the server must contain.
    pub(super) fn certificate_name(&self) -> Option<ServerName<'static>> {
        match &self.host {
            Host::Domain(domain) => ServerName::try_from(domain.clone()).ok(),
            Host::Ipv4(ip) => Some(ServerName::IpAddress((*ip).into())),
            Host::Ipv6(ip) => Some(ServerName::IpAddress((*ip).into())),
        }
    }
}

/// Shows the host and the port.
impl fmt::Display for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}
