//! The SMTP session that sends one message.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Starttls};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use secrecy::ExposeSecret;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::message::Message;
use crate::smtp::failure::{Cause, Failure, Step};
use crate::smtp::plain_stream::PlainStream;
use crate::smtp::server::{Encryption, SmtpServer};
use crate::smtp::tls_stream::EncryptedStream;

/// How long an attempt may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For the connection to one address of the server.
    pub connect: Duration,
    /// For the reply to a command.
    pub command: Duration,
    /// For the reply to the message. Some servers scan the message before they reply.
    pub message: Duration,
    /// For the whole attempt.
    pub total: Duration,
    /// For the QUIT command, after the result is known.
    pub quit: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            command: Duration::from_secs(10),
            message: Duration::from_secs(30),
            total: Duration::from_secs(50),
            quit: Duration::from_secs(2),
        }
    }
}

/// One attempt to send a message.
pub(super) struct SmtpSession<'a> {
    server: &'a SmtpServer,
    tls: &'a TlsConnector,
    client: &'a ClientId,
    timeouts: Timeouts,
    deadline: Instant,
}

impl<'a> SmtpSession<'a> {
    pub(super) fn new(
        server: &'a SmtpServer,
        tls: &'a TlsConnector,
        client: &'a ClientId,
        timeouts: Timeouts,
    ) -> Self {
        Self { server, tls, client, timeouts, deadline: Instant::now() + timeouts.total }
    }

    /// Sends a message, and returns the reply of the server that accepted it.
    pub(super) async fn send(&self, message: &Message) -> Result<Response, Failure> {
        let mut connection = self.open().await?;
        let result = self.use_connection(&mut connection, message).await;
        // The result is already known, so it does not matter whether the server replies.
        drop(timeout(self.timeouts.quit, connection.abort()).await);
        result
    }

    /// Connects and logs in, but sends no message.
    pub(super) async fn check(&self) -> Result<(), Failure> {
        let mut connection = self.open().await?;
        let result = self.log_in(&mut connection).await;
        drop(timeout(self.timeouts.quit, connection.abort()).await);
        result
    }

    async fn use_connection(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
    ) -> Result<Response, Failure> {
        self.log_in(connection).await?;
        let parameters = mail_parameters(connection, message)?;
        let mail = Mail::new(Some(message.from.clone()), parameters);
        self.command(Step::Sender, connection.command(mail)).await?;
        self.command(Step::Recipient, connection.command(Rcpt::new(message.to.clone(), Vec::new()))).await?;
        let start = self.command(Step::Data, connection.command(Data)).await?;
        if !start.has_code(START_OF_MESSAGE) {
            return Err(Failure::other(Step::Data, format!("reply {} to DATA", start.code())));
        }
        self.limited(Step::Message, self.timeouts.message, connection.message(&message.bytes)).await
    }

    /// Connects, encrypts the connection, and exchanges EHLO.
    async fn open(&self) -> Result<AsyncSmtpConnection, Failure> {
        let stream = self.connect().await?;
        if self.server.encryption == Encryption::Implicit {
            let stream = EncryptedStream::new(self.encrypt(stream).await?);
            return self.greet(Box::new(stream)).await;
        }
        let plain = PlainStream::new(stream);
        let mut connection = self.greet(Box::new(plain.clone())).await?;
        if !connection.can_starttls() {
            return match self.server.encryption {
                Encryption::StartTlsIfOffered => Ok(connection),
                _ => Err(Failure::other(Step::Encrypt, "the server does not offer STARTTLS")),
            };
        }
        self.command(Step::Encrypt, connection.command(Starttls)).await?;
        // Discards the bytes that the SMTP client has already read, because they were not encrypted.
        drop(connection);
        let stream = plain.into_inner();
        let stream = stream.ok_or_else(|| Failure::other(Step::Encrypt, "the connection is still in use"))?;
        let stream = EncryptedStream::after_starttls(self.encrypt(stream).await?);
        self.greet(Box::new(stream)).await
    }

    async fn connect(&self) -> Result<TcpStream, Failure> {
        let host = self.server.host.to_string();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let addresses =
            self.within(Step::Connect, self.timeouts.command, lookup_host((host, self.server.port)));
        let mut last = Failure::other(Step::Connect, "the host name has no address");
        for address in addresses.await?.map_err(|error| Failure::other(Step::Connect, error.to_string()))? {
            match self.connect_to(address).await {
                Ok(stream) => return Ok(stream),
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }

    async fn connect_to(&self, address: SocketAddr) -> Result<TcpStream, Failure> {
        let stream = self.within(Step::Connect, self.timeouts.connect, TcpStream::connect(address)).await?;
        stream.map_err(|error| Failure::other(Step::Connect, error.to_string()))
    }

    async fn encrypt(&self, stream: TcpStream) -> Result<TlsStream<TcpStream>, Failure> {
        let name = self.server.certificate_name();
        let name = name.ok_or_else(|| Failure::other(Step::Encrypt, "the host has no valid name for TLS"))?;
        let stream =
            self.within(Step::Encrypt, self.timeouts.command, self.tls.connect(name, stream)).await?;
        stream.map_err(|error| Failure::other(Step::Encrypt, error.to_string()))
    }

    /// Receives the greeting and exchanges EHLO.
    async fn greet(&self, stream: Box<dyn AsyncTokioStream>) -> Result<AsyncSmtpConnection, Failure> {
        self.command(Step::Greet, AsyncSmtpConnection::connect_with_transport(stream, self.client)).await
    }

    /// Logs in, if the configuration has a login.
    async fn log_in(&self, connection: &mut AsyncSmtpConnection) -> Result<(), Failure> {
        let Some(login) = &self.server.login else { return Ok(()) };
        if connection.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
            return Err(Failure::other(Step::LogIn, "the server does not offer AUTH PLAIN or AUTH LOGIN"));
        }
        let password = login.password.expose_secret().to_owned();
        let credentials = Credentials::new(login.user.clone(), password);
        self.command(Step::LogIn, connection.auth(DEFAULT_MECHANISMS, &credentials)).await.map(drop)
    }

    async fn command<T>(
        &self,
        step: Step,
        reply: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        self.limited(step, self.timeouts.command, reply).await
    }

    async fn limited<T>(
        &self,
        step: Step,
        limit: Duration,
        reply: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        self.within(step, limit, reply).await?.map_err(|error| Failure::new(step, &error))
    }

    /// Waits until the future ends, for at most `limit`, and at most until the deadline of the attempt.
    async fn within<T>(
        &self,
        step: Step,
        limit: Duration,
        future: impl Future<Output = T>,
    ) -> Result<T, Failure> {
        let end = Instant::now() + limit;
        let (end, limit) =
            if end < self.deadline { (end, limit) } else { (self.deadline, self.timeouts.total) };
        let elapsed = |_elapsed| Failure { step, cause: Cause::Timeout(limit) };
        timeout_at(end, future).await.map_err(elapsed)
    }
}

/// The code of the reply to DATA.
const START_OF_MESSAGE: u16 = 354;

/// Returns the parameters of the MAIL command. A non-ASCII recipient needs a server that supports SMTPUTF8 (RFC 6531).
fn mail_parameters(
    connection: &AsyncSmtpConnection,
    message: &Message,
) -> Result<Vec<MailParameter>, Failure> {
    let to: &str = message.to.as_ref();
    if to.is_ascii() {
        return Ok(Vec::new());
    }
    if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
        return Err(Failure { step: Step::Recipient, cause: Cause::NoSmtpUtf8 });
    }
    Ok(vec![MailParameter::Body(MailBodyParameter::EightBitMime), MailParameter::SmtpUtfEight])
}
