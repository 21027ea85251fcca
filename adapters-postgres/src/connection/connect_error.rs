//! Why a connection could not be opened.

use thiserror::Error;
use tokio::time::error::Elapsed;
use tokio_postgres::error::SqlState;

/// Why a connection to PostgreSQL could not be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The server is unreachable, or rejected the login.
    #[error("cannot connect to PostgreSQL")]
    Refused(#[source] tokio_postgres::Error),
    /// The connection is open, but the statements that set up the session failed.
    #[error("cannot set up the PostgreSQL session")]
    Setup(#[source] diesel::ConnectionError),
    /// The server did not respond within 2.9 s, or no connection became free within 2 s.
    #[error("PostgreSQL did not respond in time")]
    TimedOut(#[from] Elapsed),
    /// The last attempt failed less than a second ago, or another attempt is in progress, so no new attempt was made.
    #[error("the last attempt to connect to PostgreSQL failed a moment ago")]
    Throttled {
        /// Whether the last attempt failed because the server accepts no more connections.
        at_connection_limit: bool,
    },
}

impl ConnectError {
    /// Whether the server is up but has reached a connection limit: of this role, of this database, or of the server.
    pub(crate) fn is_connection_limit(&self) -> bool {
        match self {
            Self::Refused(error) => error.code() == Some(&SqlState::TOO_MANY_CONNECTIONS),
            Self::Throttled { at_connection_limit } => *at_connection_limit,
            Self::Setup(_) | Self::TimedOut(_) => false,
        }
    }
}
