//! Why a PostgreSQL URL is rejected.

use thiserror::Error;

/// None of these repeats the URL: it holds a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidUrl {
    #[error("a PostgreSQL URL begins with postgres:// or postgresql://")]
    Scheme,
    #[error(
        "the PostgreSQL URL can't be read: it should look like postgres://user:password@host:5432/name, with special \
         characters percent-encoded and no options but those of libpq"
    )]
    Malformed,
    #[error("the PostgreSQL URL names no host")]
    NoHost,
    #[error("the PostgreSQL URL sets {0}, which is not supported")]
    UnsupportedTls(&'static str),
    #[error(
        "sslmode in the PostgreSQL URL must be disable, require, verify-ca or verify-full: allow and prefer may leave \
         the connection unencrypted without a word"
    )]
    SslMode,
    #[error(
        "the PostgreSQL URL sets sslrootcert and leaves the connection unencrypted: set sslmode=verify-full"
    )]
    RootWithoutTls,
    #[error(
        "the PostgreSQL URL trusts public authorities and does not check the server's name, so anybody's certificate \
         would do: set sslmode=verify-full, or let sslrootcert name a file with the certificate of your own authority"
    )]
    AnybodysCertificate,
    #[error("sslrootcert in the PostgreSQL URL must name a file with certificates in PEM that can be read")]
    RootCertificate,
    #[error(
        "this system has no root certificates: name a file with some by sslrootcert in the PostgreSQL URL"
    )]
    NoRoots,
    #[error(
        "channel_binding=require in the PostgreSQL URL needs an encrypted connection: set sslmode=verify-full"
    )]
    ChannelBinding,
}
