//! How a connection comes to be, and the pool that keeps it.

use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, Object, RecycleError, RecycleResult};
use diesel::ConnectionError;
use diesel::connection::CacheSize;
use diesel_async::pooled_connection::PoolableConnection;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use tasklane_runtime::GaugeGuard;
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{Client, Connection, NoTls, Socket};

use crate::connection::connect_error::ConnectError;
use crate::connection::connect_throttle::ConnectThrottle;
use crate::connection::metrics::Figures;
use crate::connection::tls::Tls;

pub(crate) const WAIT_TIMEOUT: Duration = Duration::from_secs(2);
const CREATE_TIMEOUT: Duration = Duration::from_secs(3);
const RECYCLE_TIMEOUT: Duration = Duration::from_secs(2);

pub(crate) type Pool = deadpool::managed::Pool<Connector>;

/// What to connect to, and how.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) session: tokio_postgres::Config,
    pub(crate) tls: Option<Tls>,
    pub(crate) pooling: Pooling,
}

/// What is between this program and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pooling {
    None,
    /// Somebody who gives a connection to the server for one transaction at a time.
    OfTransactions,
}

#[derive(Clone)]
pub(crate) struct Connector {
    pub(crate) target: Target,
    throttle: Arc<ConnectThrottle>,
    pub(crate) figures: Figures,
}

pub(crate) struct Session {
    pub(crate) connection: AsyncPgConnection,
    _counted: GaugeGuard,
}

/// A session that serves somebody.
pub(crate) struct InUse {
    /// `None` for the time of dropping alone.
    session: Option<Object<Connector>>,
    /// Set while a statement runs, and left set by a caller who leaves in the middle of it: the statement runs on at
    /// the server, and whoever took this connection next would wait for its end.
    busy: bool,
    _counted: GaugeGuard,
}

impl InUse {
    pub(crate) fn new(session: Object<Connector>, counted: GaugeGuard) -> Self {
        Self { session: Some(session), busy: true, _counted: counted }
    }

    #[expect(clippy::expect_used, reason = "it is taken when this is dropped, and by nobody else")]
    pub(crate) fn connection(&mut self) -> &mut AsyncPgConnection {
        &mut self.session.as_mut().expect("a session until this is dropped").connection
    }

    /// Back to the pool only if the statement is known to be over, and the connection to be good for another.
    pub(crate) fn settle(mut self, is_usable: bool) {
        self.busy = !is_usable;
    }
}

impl Drop for InUse {
    /// A busy one is closed at once: in the pool it would keep its transaction, with the locks of that, until somebody
    /// wants a connection.
    fn drop(&mut self) {
        if let (true, Some(session)) = (self.busy, self.session.take()) {
            drop(Object::take(session));
        }
    }
}

#[expect(clippy::expect_used, reason = "building fails for want of a runtime alone, and one is named")]
pub(crate) fn pool(connector: Connector, size: usize) -> Pool {
    Pool::builder(connector)
        .max_size(size)
        .wait_timeout(Some(WAIT_TIMEOUT))
        .create_timeout(Some(CREATE_TIMEOUT))
        .recycle_timeout(Some(RECYCLE_TIMEOUT))
        .runtime(Runtime::Tokio1)
        .build()
        .expect("a pool with a runtime")
}

impl Connector {
    /// For so many connections, whoever uses them: clones share one throttle.
    pub(crate) fn new(target: &Target, connections: usize, figures: Figures) -> Self {
        Self { target: target.clone(), throttle: Arc::new(ConnectThrottle::of_pool(connections)), figures }
    }
}

pub(crate) async fn connect(target: &Target) -> Result<AsyncPgConnection, ConnectError> {
    let Target { session, tls, pooling } = target;
    // Boxed, or everybody who connects would carry the room for it, twice.
    if let Some(tls) = tls {
        Box::pin(set_up(session.connect(tls.connector()).await, *pooling)).await
    } else {
        Box::pin(set_up(session.connect(NoTls).await, *pooling)).await
    }
}

async fn set_up<S>(
    connected: Result<(Client, Connection<Socket, S>), tokio_postgres::Error>,
    pooling: Pooling,
) -> Result<AsyncPgConnection, ConnectError>
where
    S: TlsStream + Unpin + Send + 'static,
{
    let (client, mut connection) = connected.map_err(ConnectError::Refused)?;
    if pooling == Pooling::OfTransactions {
        // It is set up by prepared statements, so in one transaction.
        tokio::select! {
            begun = client.batch_execute("BEGIN") => begun.map_err(ConnectError::Refused)?,
            Err(error) = &mut connection => return Err(ConnectError::Refused(error)),
        }
    }
    // From here on, who drops it closes it, whatever is under way.
    let connection = AsyncPgConnection::try_from_client_and_connection(client, connection).await;
    let mut connection = connection.map_err(ConnectError::Setup)?;
    if pooling == Pooling::OfTransactions {
        let committed = connection.batch_execute("COMMIT").await;
        committed.map_err(|error| ConnectError::Setup(ConnectionError::CouldntSetupConfiguration(error)))?;
        connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    }
    Ok(connection)
}

impl Manager for Connector {
    type Type = Session;
    type Error = ConnectError;

    async fn create(&self) -> Result<Session, ConnectError> {
        // Boxed, or everybody who asks for a connection would carry the room for making one.
        let connection = self.throttle.attempt(Box::pin(connect(&self.target))).await?;
        Ok(Session { connection, _counted: GaugeGuard::new(&self.figures.open) })
    }

    /// Asks the server nothing: a ping at every checkout costs as much as a query.
    async fn recycle(&self, session: &mut Session, _: &Metrics) -> RecycleResult<ConnectError> {
        if session.connection.is_broken() {
            return Err(RecycleError::message("the connection is closed"));
        }
        Ok(())
    }
}
