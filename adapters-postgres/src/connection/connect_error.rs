//! Why a connection could not be opened.

use thiserror::Error;
use tokio::time::error::Elapsed;

#[derive(Debug, Error)]
pub enum ConnectError {
    #[error("cannot connect to PostgreSQL")]
    Refused(#[source] tokio_postgres::Error),
    #[error("cannot set up the PostgreSQL session")]
    Setup(#[source] diesel::ConnectionError),
    #[error("PostgreSQL does not answer in time")]
    Silent(#[from] Elapsed),
    #[error("the last attempt to connect to PostgreSQL failed a moment ago")]
    Throttled,
}
