//! Builds the server from the settings and runs it.

use std::convert::Infallible;
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tasklane_auth::CostOutOfRange;
use tasklane_core::clock::Clock;
use tasklane_http::{Draining, PasswordResetQueue, Probes, Tls, TlsError};
use tasklane_sqlite::OpenError;
use thiserror::Error;
use tokio::sync::{Notify, oneshot};
use tokio::time::{sleep, timeout};

use crate::housekeeping::MailDelivery;
use crate::schema_migration::{self, MigrateError};
use crate::secret_key;
use crate::settings::{AccessTokenKey, Database, SecretKey, Settings};
use crate::telemetry::{MetricsListener, MetricsRegistry, ScrapeGauges, TraceError};
use crate::wiring::{StoreSource, Wiring, WiringError};
use crate::{announcement_fanout, revocation_feed};

/// Maximum time for the waiting requests for password resets, after the server has stopped accepting requests.
const RESETS_TIMEOUT: Duration = Duration::from_secs(5);

pub struct Application {
    settings: Settings,
    listener: TcpListener,
    tls: Option<Tls>,
    wiring: Wiring,
    source: StoreSource,
    workers: usize,
    metrics: Option<MetricsListener>,
}

#[derive(Debug, Error)]
pub enum StartError {
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("cannot read or create the secret key file {}", path.display())]
    SecretKey { path: std::path::PathBuf, source: std::io::Error },
    #[error("SECRET_KEY must be set")]
    NoSecretKey,
    #[error(
        "no database at {}: check DATABASE_URL and the working directory; `tasklane serve`, `migrate` and \
         `seed` create a new one", .0.display()
    )]
    NoDatabase(PathBuf),
    #[error("cannot open the database")]
    Database(#[from] OpenError),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Hasher(#[from] CostOutOfRange),
    #[error(transparent)]
    Wiring(#[from] WiringError),
    #[error(transparent)]
    Traces(#[from] TraceError),
    #[error("the server failed")]
    Serve(#[from] std::io::Error),
}

impl Application {
    pub fn build(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let workers = workers(&settings);
        if let Database::Sqlite(config) = &settings.database
            && settings.migrate_on_start
        {
            schema_migration::report(&tasklane_sqlite::migrate(config).map_err(MigrateError::from)?);
        }
        let source = StoreSource::open(&settings.database, settings.db_pool_size / workers)?;
        Self::on(source, settings, clock)
    }

    /// Builds the server on stores that are already open. Does not migrate the database.
    pub fn on(source: StoreSource, settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let wiring = Wiring::new(&settings, &secret(&settings)?, clock)?;
        let tls = settings.tls.clone().map(Tls::load).transpose()?;
        let address = settings.bind_addr;
        let listener = TcpListener::bind(address).map_err(|source| StartError::Listen { address, source })?;
        let workers = workers(&settings);
        Ok(Self { settings, listener, tls, wiring, source, workers, metrics: None })
    }

    /// Binds the metrics listener to `METRICS_ADDR`, if it is set.
    pub(crate) fn with_metrics(self, registry: Option<MetricsRegistry>) -> Result<Self, StartError> {
        let (Some(registry), Some(address)) = (registry, self.settings.telemetry.metrics_addr) else {
            return Ok(self);
        };
        let bound = MetricsListener::bind(address, registry);
        let metrics = bound.map_err(|source| StartError::Listen { address, source })?;
        Ok(Self { metrics: Some(metrics), ..self })
    }

    pub(crate) fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref()?.address().ok()
    }

    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Returns the TLS configuration. `None` if clients connect without TLS, or if a proxy terminates TLS.
    pub(crate) fn tls(&self) -> Option<Tls> {
        self.tls.clone()
    }

    pub(crate) fn source(&self) -> StoreSource {
        self.source.clone()
    }

    /// Serves until `stop` is ready, then finishes the in-flight requests and returns.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Result<(), StartError> {
        let Self { settings, listener, tls, wiring, source, workers, metrics } = self;
        let draining = Arc::new(Draining::default());
        let background = source.background_stores();
        let (live, to_reload) = (wiring.live(), Arc::new(Notify::new()));
        let feed = revocation_feed::run(wiring.sessions(&background), to_reload.clone(), live.clone());
        let housekeeper = wiring.housekeeper(&background);
        let mail_delivery = wiring.mail_delivery(&background);
        let background_work = async {
            schema_migration::wait_until_migrated(&settings).await?;
            tokio::select! {
                () = feed => {}
                () = housekeeper.run() => {}
                () = deliver(mail_delivery.as_ref()) => {}
            }
            Ok::<_, StartError>(())
        };
        let others = wiring.replicas().announcements();
        let dispatch = announcement_fanout::dispatch(others, live.clone(), to_reload);
        let sessions = wiring.sessions(&background);
        let mut heartbeats = std::pin::pin!(live.run(|pass| sessions.is_known_valid(pass)));
        let replicas = wiring.replicas().clone();
        let collection = wiring.limiters().collect();
        let probes = wiring.probes(&background, draining.clone());
        let mut metrics_server = std::pin::pin!(serve_metrics(metrics, wiring.scrape_gauges(), probes));
        let nodes = source.clone();
        let (reset_requests, reset_handler) = PasswordResetQueue::channel();
        let (stop_resets, resets_stopped) = oneshot::channel::<()>();
        let accounts = wiring.accounts(&background);
        let resets_stopped = async { drop(resets_stopped.await) };
        let mut resets = std::pin::pin!(reset_handler.run(&accounts, resets_stopped));
        let server = tasklane_http::serve(
            listener,
            tls,
            settings.http.clone(),
            workers,
            draining.clone(),
            move || wiring.services(&source.stores(), reset_requests.clone()),
        )?;
        let handle = server.handle();
        let mut server = std::pin::pin!(server);
        let ended = tokio::select! {
            served = &mut server => return Ok(served?),
            ended = background_work => ended,
            () = dispatch => Ok(()),
            () = &mut resets => Ok(()),
            never = &mut heartbeats => match never {},
            never = &mut metrics_server => match never {},
            never = nodes.watch_nodes() => match never {},
            () = collection => Ok(()),
            () = replicas.run_channel() => Ok(()),
            // During the drain delay, load balancers see that the server is not ready, and requests are still served.
            () = async { stop.await; draining.begin(); sleep(settings.drain_delay).await } => Ok(()),
        };
        draining.begin();
        // Live streams don't end by themselves.
        live.close();
        // The server handles the stop command only while its future is polled.
        let finish = async {
            tokio::join!(handle.stop(true), server, housekeeper.stop(), stop_delivery(mail_delivery.as_ref()))
        };
        let ((), served, (), ()) = tokio::select! {
            finished = finish => finished,
            never = &mut heartbeats => match never {},
            never = &mut metrics_server => match never {},
        };
        drop(stop_resets);
        if timeout(RESETS_TIMEOUT, resets).await.is_err() {
            tracing::warn!("requests for password resets dropped: the database responds too slowly");
        }
        ended.and(served.map_err(StartError::Serve))
    }
}

/// Sends mails until the future is dropped.
async fn deliver(delivery: Option<&MailDelivery>) {
    match delivery {
        Some(delivery) => delivery.run().await,
        None => std::future::pending().await,
    }
}

async fn stop_delivery(delivery: Option<&MailDelivery>) {
    if let Some(delivery) = delivery {
        delivery.stop().await;
    }
}

/// Serves the metrics until the future is dropped. Prometheus can therefore scrape them during the shutdown.
async fn serve_metrics(metrics: Option<MetricsListener>, gauges: ScrapeGauges, probes: Probes) -> Infallible {
    match metrics {
        Some(metrics) => metrics.run(gauges, probes).await,
        None => std::future::pending().await,
    }
}

/// Returns the number of worker threads: one per processor, but at most `DB_POOL_SIZE`.
pub(crate) fn workers(settings: &Settings) -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    processors.min(settings.db_pool_size)
}

fn secret(settings: &Settings) -> Result<SecretString, StartError> {
    match &settings.secret_key {
        SecretKey::Value(key) => Ok(key.clone()),
        SecretKey::Missing => Err(StartError::NoSecretKey),
        SecretKey::File(path) => {
            let loaded = secret_key::load_or_create(path)
                .and_then(|(key, is_new)| check_length(settings, &key).map(|()| (key, is_new)));
            let (key, is_new) =
                loaded.map_err(|source| StartError::SecretKey { path: path.clone(), source })?;
            if is_new {
                tracing::info!(path = %path.display(), "created a secret key; protect the file like the database");
            }
            Ok(key)
        }
    }
}

/// Checks the length of the key: after the file was created, the operator may have chosen an algorithm that needs a
/// longer key.
pub(crate) fn check_length(settings: &Settings, key: &SecretString) -> std::io::Result<()> {
    let AccessTokenKey::Secret(algorithm) = settings.access_token_key else { return Ok(()) };
    algorithm.check_length(key).map_err(|short| std::io::Error::new(std::io::ErrorKind::InvalidData, short))
}
