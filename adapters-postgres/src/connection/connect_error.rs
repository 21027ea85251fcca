//! Why there is no connection.

use thiserror::Error;
use tokio::time::error::Elapsed;

#[derive(Debug, Error)]
pub enum ConnectError {
    #[error("PostgreSQL can't be reached, or refuses the connection")]
    Refused(#[source] tokio_postgres::Error),
    #[error("the PostgreSQL session could not be set up")]
    Setup(#[source] diesel::ConnectionError),
    #[error("PostgreSQL does not answer")]
    Silent(#[from] Elapsed),
    #[error("PostgreSQL could not be reached a moment ago")]
    Resting,
}
