//! Why a connection could not be opened.

use thiserror::Error;
use tokio::time::error::Elapsed;
use tokio_postgres::error::SqlState;

#[derive(Debug, Error)]
pub enum ConnectError {
    #[error("cannot connect to PostgreSQL")]
    Refused(#[source] tokio_postgres::Error),
    #[error("cannot set up the PostgreSQL session")]
    Setup(#[source] diesel::ConnectionError),
    #[error("PostgreSQL did not respond in time")]
    Silent(#[from] Elapsed),
    #[error("the last attempt to connect to PostgreSQL failed a moment ago")]
    Throttled { at_connection_limit: bool },
}

impl ConnectError {
    /// Whether the server is up but has reached a connection limit: of this role, of this database, or of the server.
    pub(crate) fn is_connection_limit(&self) -> bool {
        match self {
            Self::Refused(error) => error.code() == Some(&SqlState::TOO_MANY_CONNECTIONS),
            Self::Throttled { at_connection_limit } => *at_connection_limit,
            Self::Setup(_) | Self::Silent(_) => false,
        }
    }
}
