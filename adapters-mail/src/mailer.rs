//! The mailer: composes mails and passes them to a transport.

use std::sync::Arc;

use async_trait::async_trait;
use lettre::transport::smtp::extension::ClientId;
use tasklane_core::clock::Clock;
use tasklane_core::mail_sender::{Mail, Mailer, SendError};
use tasklane_core::user::Email;
use url::{Host, Url};

use crate::config::{Destination, InvalidMailConfig, MailConfig};
use crate::folder::FolderTransport;
use crate::message::{Composer, Message};
use crate::smtp::{SmtpTransport, Timeouts};

/// Writes mails from templates, and sends them to a mail server or into a folder.
#[derive(Clone)]
pub struct TemplateMailer {
    composer: Composer,
    transport: Transport,
    clock: Arc<dyn Clock>,
}

#[derive(Clone)]
enum Transport {
    Smtp(Box<SmtpTransport>),
    Folder(FolderTransport),
}

impl TemplateMailer {
    /// Creates a mailer. It opens a new connection to the mail server for each mail. `clock` returns the times in Date
    /// headers and file names.
    pub fn new(config: MailConfig, clock: Arc<dyn Clock>) -> Result<Self, InvalidMailConfig> {
        Self::with_timeouts(config, clock, Timeouts::default())
    }

    /// Creates a mailer with the given timeouts.
    pub fn with_timeouts(
        config: MailConfig,
        clock: Arc<dyn Clock>,
        timeouts: Timeouts,
    ) -> Result<Self, InvalidMailConfig> {
        let MailConfig { url, from, public_url, ca } = config;
        let (public_url, host) = parse_public_url(&public_url)?;
        let transport = match url.0 {
            Destination::Folder(_) if ca.is_some() => return Err(InvalidMailConfig::CaWithoutServer),
            Destination::Folder(folder) => Transport::Folder(FolderTransport::new(folder)),
            Destination::Server(server) => {
                let transport = SmtpTransport::new(server, client_id(host), ca.as_deref(), timeouts)?;
                Transport::Smtp(Box::new(transport))
            }
        };
        Ok(Self { composer: Composer::new(from, public_url), transport, clock })
    }

    /// Sends a test mail, and returns the reply of the mail server or the path of the written file.
    pub async fn send_test(&self, to: &Email) -> Result<String, SendError> {
        let message = self.composer.compose_test(to, self.clock.now())?;
        self.transmit(message).await
    }

    /// Checks whether mails can be sent: connects and logs in to the mail server, or checks the folder. Sends no mail.
    pub async fn check(&self) -> Result<(), SendError> {
        match &self.transport {
            Transport::Smtp(transport) => transport.check().await,
            Transport::Folder(transport) => transport.check(),
        }
    }

    async fn transmit(&self, message: Message) -> Result<String, SendError> {
        match &self.transport {
            Transport::Smtp(transport) => transport.send(&message).await,
            Transport::Folder(transport) => transport.send(message, self.clock.now()).await,
        }
    }
}

#[async_trait]
impl Mailer for TemplateMailer {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let message = self.composer.compose(mail, self.clock.now())?;
        self.transmit(message).await.map(drop)
    }
}

/// Returns the URL without a slash at the end, and its host.
fn parse_public_url(raw: &str) -> Result<(String, Host), InvalidMailConfig> {
    let url = Url::parse(raw).map_err(|_unprintable| InvalidMailConfig::PublicUrl)?;
    let is_plain =
        matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
    let has_login = !url.username().is_empty() || url.password().is_some();
    match url.host() {
        Some(host) if is_plain && !has_login => {
            Ok((url.as_str().trim_end_matches('/').to_owned(), host.to_owned()))
        }
        _ => Err(InvalidMailConfig::PublicUrl),
    }
}

/// The EHLO command needs the name of this client (RFC 5321 §4.1.4). The host of the public URL most probably has a
/// DNS record.
fn client_id(host: Host) -> ClientId {
    match host {
        Host::Domain(domain) => ClientId::Domain(domain),
        Host::Ipv4(ip) => ClientId::Ipv4(ip),
        Host::Ipv6(ip) => ClientId::Ipv6(ip),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_url_has_a_host_and_an_optional_path() {
        for (raw, url) in [
            ("https://tasks.example.org", "https://tasks.example.org"),
            ("https://example.org/tasks/", "https://example.org/tasks"),
            ("http://nas.local:8000/", "http://nas.local:8000"),
            ("http://[::1]:8000", "http://[::1]:8000"),
        ] {
            assert_eq!(parse_public_url(raw).unwrap().0, url, "{raw}");
        }
        for raw in [
            "",
            "tasks.example.org",
            "ftp://tasks.example.org",
            "https://tasks.example.org?a=b",
            "https://tasks.example.org/#a",
            "https://ada:secret@tasks.example.org",
        ] {
            assert_eq!(parse_public_url(raw).unwrap_err(), InvalidMailConfig::PublicUrl, "{raw}");
        }
    }
}
