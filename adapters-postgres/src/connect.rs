//! How a connection comes to be, and the pool that keeps it.

use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::PoolableConnection;
use thiserror::Error;
use tokio_postgres::NoTls;

use crate::config::PostgresConfig;
use crate::tls::Tls;

const WAIT_TIMEOUT: Duration = Duration::from_secs(2);
const CREATE_TIMEOUT: Duration = Duration::from_secs(3);
const RECYCLE_TIMEOUT: Duration = Duration::from_secs(2);

#[derive(Debug, Error)]
pub enum ConnectError {
    #[error("PostgreSQL can't be reached, or refuses the connection")]
    Refused(#[source] tokio_postgres::Error),
    #[error("the PostgreSQL session could not be set up")]
    Setup(#[source] diesel::ConnectionError),
}

pub(crate) type Pool = deadpool::managed::Pool<Connector>;

/// What to connect to, and how.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) session: tokio_postgres::Config,
    pub(crate) tls: Option<Tls>,
}

pub(crate) struct Connector {
    target: Target,
}

pub(crate) struct Session {
    pub(crate) connection: AsyncPgConnection,
    /// Set while a statement runs, and left set by a caller who leaves in the middle of it: the statement runs on at
    /// the server, and whoever took this connection next would wait for its end.
    pub(crate) busy: bool,
}

#[expect(clippy::expect_used, reason = "building fails for want of a runtime alone, and one is named")]
pub(crate) fn pool(config: &PostgresConfig, size: usize) -> Pool {
    Pool::builder(Connector { target: config.target().clone() })
        .max_size(size)
        .wait_timeout(Some(WAIT_TIMEOUT))
        .create_timeout(Some(CREATE_TIMEOUT))
        .recycle_timeout(Some(RECYCLE_TIMEOUT))
        .runtime(Runtime::Tokio1)
        .build()
        .expect("a pool with a runtime")
}

pub(crate) async fn connect(target: &Target) -> Result<AsyncPgConnection, ConnectError> {
    let Target { session, tls } = target;
    let connection = if let Some(tls) = tls {
        let (client, connection) = session.connect(tls.connector()).await.map_err(ConnectError::Refused)?;
        AsyncPgConnection::try_from_client_and_connection(client, connection).await
    } else {
        let (client, connection) = session.connect(NoTls).await.map_err(ConnectError::Refused)?;
        AsyncPgConnection::try_from_client_and_connection(client, connection).await
    };
    connection.map_err(ConnectError::Setup)
}

impl Manager for Connector {
    type Type = Session;
    type Error = ConnectError;

    async fn create(&self) -> Result<Session, ConnectError> {
        Ok(Session { connection: connect(&self.target).await?, busy: false })
    }

    /// Asks the server nothing: a ping at every checkout costs as much as a query.
    async fn recycle(&self, session: &mut Session, _: &Metrics) -> RecycleResult<ConnectError> {
        if session.busy || session.connection.is_broken() {
            return Err(RecycleError::message(
                "the connection is closed, or not done with its last statement",
            ));
        }
        Ok(())
    }
}
