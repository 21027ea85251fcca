//! Opens connections, and builds the connection pool.

use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use diesel::ConnectionError;
use diesel::connection::CacheSize;
use diesel_async::pooled_connection::PoolableConnection;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use tasklane_runtime::GaugeGuard;
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{Client, Connection, NoTls, Socket};

use crate::connection::cluster::Cluster;
use crate::connection::connect_error::ConnectError;
use crate::connection::connect_throttle::ConnectThrottle;
use crate::connection::metrics::PoolMetrics;
use crate::connection::tls::Tls;

pub(crate) const WAIT_TIMEOUT: Duration = Duration::from_secs(2);
const CREATE_TIMEOUT: Duration = Duration::from_secs(3);
const RECYCLE_TIMEOUT: Duration = Duration::from_secs(2);

pub(crate) type Pool = deadpool::managed::Pool<Connector>;

/// The server to connect to, with the settings of TLS and pooling.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) session: tokio_postgres::Config,
    pub(crate) tls: Option<Tls>,
    pub(crate) pooling: Pooling,
    pub(crate) cluster: Arc<Cluster>,
}

/// The kind of pooler between this program and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pooling {
    None,
    /// A pooler that assigns a server connection for one transaction at a time.
    Transactions,
}

#[derive(Clone)]
pub(crate) struct Connector {
    pub(crate) target: Target,
    throttle: Arc<ConnectThrottle>,
    pub(crate) metrics: PoolMetrics,
}

pub(crate) struct Session {
    pub(crate) connection: AsyncPgConnection,
    _open: GaugeGuard,
}

#[expect(clippy::expect_used, reason = "building fails only without a runtime")]
pub(crate) fn pool(connector: Connector, size: usize) -> Pool {
    Pool::builder(connector)
        .max_size(size)
        .wait_timeout(Some(WAIT_TIMEOUT))
        .create_timeout(Some(CREATE_TIMEOUT))
        .recycle_timeout(Some(RECYCLE_TIMEOUT))
        .runtime(Runtime::Tokio1)
        .build()
        .expect("the pool has a runtime")
}

impl Connector {
    /// Creates a connector for a pool with this number of connections. Clones share one throttle.
    pub(crate) fn new(target: &Target, connections: usize, metrics: PoolMetrics) -> Self {
        Self { target: target.clone(), throttle: Arc::new(ConnectThrottle::of_pool(connections)), metrics }
    }
}

pub(crate) async fn connect(target: &Target) -> Result<AsyncPgConnection, ConnectError> {
    let Target { session, tls, .. } = target;
    // The calls are boxed, because otherwise this future would contain the large futures of both branches.
    if let Some(tls) = tls {
        Box::pin(set_up(session.connect(tls.connector()).await, target)).await
    } else {
        Box::pin(set_up(session.connect(NoTls).await, target)).await
    }
}

async fn set_up<S>(
    connected: Result<(Client, Connection<Socket, S>), tokio_postgres::Error>,
    target: &Target,
) -> Result<AsyncPgConnection, ConnectError>
where
    S: TlsStream + Unpin + Send + 'static,
{
    let (client, mut connection) = connected.map_err(ConnectError::Refused)?;
    let is_pooled = target.pooling == Pooling::Transactions;
    if is_pooled {
        // Diesel sets up the connection with prepared statements. Behind a pooler, a prepared statement is valid only
        // in the transaction that prepares it.
        tokio::select! {
            begun = client.batch_execute("BEGIN") => begun.map_err(ConnectError::Refused)?,
            Err(error) = &mut connection => return Err(ConnectError::Refused(error)),
        }
    }
    // From here on, dropping the connection closes it, even during a statement.
    let connection = AsyncPgConnection::try_from_client_and_connection(client, connection).await;
    let mut connection = connection.map_err(ConnectError::Setup)?;
    let failed = |error| ConnectError::Setup(ConnectionError::CouldntSetupConfiguration(error));
    target.cluster.set_up(&mut connection, is_pooled).await.map_err(failed)?;
    if is_pooled {
        connection.batch_execute("COMMIT").await.map_err(failed)?;
        connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    }
    Ok(connection)
}

impl Manager for Connector {
    type Type = Session;
    type Error = ConnectError;

    async fn create(&self) -> Result<Session, ConnectError> {
        // The attempt is boxed, because otherwise every caller's future would contain this large future.
        let connection = self.throttle.attempt(Box::pin(connect(&self.target))).await?;
        Ok(Session { connection, _open: GaugeGuard::new(&self.metrics.open) })
    }

    /// Does not ping the server: a ping at each checkout would cost as much as a query.
    async fn recycle(&self, session: &mut Session, _: &Metrics) -> RecycleResult<ConnectError> {
        if session.connection.is_broken() {
            return Err(RecycleError::message("the connection is closed"));
        }
        Ok(())
    }
}
