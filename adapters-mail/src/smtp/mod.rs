//! Sends messages to a mail server (RFC 5321).

mod failure;
mod plain_stream;
mod reply;
mod server;
mod session;
mod tls;
mod tls_stream;
mod transport;

pub(crate) use server::{Encryption, Login, SmtpServer};
pub use session::Timeouts;
pub(crate) use tls::InvalidAuthority;
pub(crate) use transport::SmtpTransport;
