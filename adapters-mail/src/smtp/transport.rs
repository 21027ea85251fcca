//! Sends messages to one mail server.

use lettre::Address;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use secrecy::ExposeSecret;
use tasklane_core::mail_sender::{LinkToken, SendError};
use tokio_rustls::TlsConnector;

use crate::message::Message;
use crate::smtp::reply::{Reply, Secrets};
use crate::smtp::server::{Encryption, SmtpServer};
use crate::smtp::session::{SmtpSession, Timeouts};
use crate::smtp::tls::{self, InvalidAuthority, Verification};

/// Sends messages to one mail server, with one connection per message.
#[derive(Clone)]
pub(crate) struct SmtpTransport {
    server: SmtpServer,
    tls: TlsConnector,
    /// The name of this client in the EHLO command.
    client: ClientId,
    timeouts: Timeouts,
}

impl SmtpTransport {
    /// `ca` contains the only trusted authorities, in PEM format. With `None`, the transport trusts the authorities of
    /// the operating system, and every certificate of an `smtp://` server on this machine.
    pub(crate) fn new(
        server: SmtpServer,
        client: ClientId,
        ca: Option<&[u8]>,
        timeouts: Timeouts,
    ) -> Result<Self, InvalidAuthority> {
        let verification = match (ca, server.encryption) {
            (Some(pem), _) => Verification::Authority(pem),
            (None, Encryption::StartTlsIfOffered) => Verification::Loopback,
            (None, Encryption::Implicit | Encryption::StartTls) => Verification::System,
        };
        Ok(Self { server, tls: tls::connector(verification)?, client, timeouts })
    }

    /// Sends a message, and returns the reply of the server that accepted it.
    pub(crate) async fn send(&self, message: &Message) -> Result<String, SendError> {
        let secrets = self.secrets(message.link.as_ref(), Some(&message.to));
        // The future is large, because it contains the buffers of TLS.
        match Box::pin(self.session().send(message)).await {
            Ok(response) => Ok(accepted(&response, &secrets)),
            Err(failure) => Err(failure.into_send_error(&self.server.to_string(), &secrets)),
        }
    }

    /// Connects and logs in, but sends no message.
    pub(crate) async fn check(&self) -> Result<(), SendError> {
        let checked = Box::pin(self.session().check()).await;
        checked
            .map_err(|failure| failure.into_send_error(&self.server.to_string(), &self.secrets(None, None)))
    }

    fn session(&self) -> SmtpSession<'_> {
        SmtpSession::new(&self.server, &self.tls, &self.client, self.timeouts)
    }

    /// Returns what errors must not contain.
    fn secrets<'a>(&'a self, link: Option<&'a LinkToken>, recipient: Option<&Address>) -> Secrets<'a> {
        let login = self.server.login.as_ref().map(|login| (&*login.user, login.password.expose_secret()));
        Secrets::new(login, link.map(LinkToken::expose), recipient)
    }
}

fn accepted(response: &Response, secrets: &Secrets<'_>) -> String {
    let text = response.message().collect::<Vec<_>>().join(" ");
    Reply::new(response.code(), &text).format(secrets)
}
