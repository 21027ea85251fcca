//! Why a PostgreSQL URL is rejected.

use thiserror::Error;

/// The URL can't be used. No message contains the URL, because the URL can contain a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidUrl {
    /// The scheme of the URL is not `postgres` or `postgresql`, or is missing.
    #[error("the PostgreSQL URL must begin with postgres:// or postgresql://")]
    Scheme,
    /// The URL has a syntax error or an unknown option.
    #[error(
        "the PostgreSQL URL can't be read: it should look like postgres://user:password@host:5432/name, with special \
         characters percent-encoded and no options but those of libpq"
    )]
    Malformed,
    /// The URL names no host and no socket directory.
    #[error("the PostgreSQL URL has no host")]
    NoHost,
    /// The URL has a TLS option of libpq that is not supported.
    #[error("the PostgreSQL URL sets {0}, which is not supported")]
    UnsupportedTls(&'static str),
    /// `sslmode` is `allow`, `prefer` or unknown.
    #[error(
        "sslmode in the PostgreSQL URL must be disable, require, verify-ca or verify-full: allow and prefer may leave \
         the connection unencrypted"
    )]
    SslMode,
    /// The URL has a root certificate, but disables encryption.
    #[error(
        "the PostgreSQL URL sets sslrootcert and leaves the connection unencrypted: set sslmode=verify-full"
    )]
    RootWithoutTls,
    /// Public certificate authorities are trusted, but the name of the server would not be checked.
    #[error(
        "the PostgreSQL URL trusts public authorities and does not check the server's name, so any public certificate \
         would be accepted: set sslmode=verify-full, or set sslrootcert to the certificate file of your own authority"
    )]
    UncheckedName,
    /// The file in `sslrootcert` is missing, unreadable, or has no certificate.
    #[error("sslrootcert in the PostgreSQL URL must be the path of a readable PEM file with certificates")]
    RootCertificate,
    /// The system has no root certificates.
    #[error(
        "this system has no root certificates: set sslrootcert in the PostgreSQL URL to a file with certificates"
    )]
    NoRoots,
    /// The URL requires channel binding, but disables encryption.
    #[error(
        "channel_binding=require in the PostgreSQL URL needs an encrypted connection: set sslmode=verify-full"
    )]
    ChannelBinding,
}
