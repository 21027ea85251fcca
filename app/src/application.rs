//! The server as a whole: built from settings, run until it is told to stop.

use std::convert::Infallible;
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;
use tasklane_auth::CostOutOfRange;
use tasklane_core::clock::Clock;
use tasklane_http::{Draining, Probes, Tls, TlsError};
use tasklane_sqlite::OpenError;
use thiserror::Error;
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::schema_migration::{self, MigrateError};
use crate::secret_key;
use crate::settings::{AccessTokenKey, Database, SecretKey, Settings};
use crate::telemetry::{Exposition, MetricsListener, Moment, TraceError};
use crate::wiring::{StoreSource, Wiring};
use crate::{announcement_fanout, revocation_feed};

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
    #[error("{address} can't be listened on")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("the secret key in {} can't be read or made", path.display())]
    SecretKey { path: std::path::PathBuf, source: std::io::Error },
    #[error("SECRET_KEY must be set")]
    NoSecretKey,
    #[error(
        "there is no database at {}: check DATABASE_URL and the working directory; `tasklane serve`, `migrate` and \
         `seed` make a new one", .0.display()
    )]
    NoDatabase(PathBuf),
    #[error("the database can't be opened")]
    Database(#[from] OpenError),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Hasher(#[from] CostOutOfRange),
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

    /// On stores that are open and migrated already.
    pub fn on(source: StoreSource, settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let wiring = Wiring::new(&settings, &secret(&settings)?, clock)?;
        let tls = settings.tls.clone().map(Tls::load).transpose()?;
        let address = settings.bind_addr;
        let listener = TcpListener::bind(address).map_err(|source| StartError::Listen { address, source })?;
        let workers = workers(&settings);
        Ok(Self { settings, listener, tls, wiring, source, workers, metrics: None })
    }

    /// Where `METRICS_ADDR` says, if anywhere.
    pub(crate) fn showing(self, exposition: Option<Exposition>) -> Result<Self, StartError> {
        let (Some(exposition), Some(address)) = (exposition, self.settings.telemetry.metrics_addr) else {
            return Ok(self);
        };
        let bound = MetricsListener::bind(address, exposition);
        let metrics = bound.map_err(|source| StartError::Listen { address, source })?;
        Ok(Self { metrics: Some(metrics), ..self })
    }

    pub(crate) fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref()?.address().ok()
    }

    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// What is shown to clients, where it is this program that speaks TLS with them.
    pub(crate) fn tls(&self) -> Option<Tls> {
        self.tls.clone()
    }

    pub(crate) fn source(&self) -> StoreSource {
        self.source.clone()
    }

    /// Serves until `stop` is ready; then finishes what is under way and returns.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Result<(), StartError> {
        let Self { settings, listener, tls, wiring, source, workers, metrics } = self;
        let draining = Arc::new(Draining::default());
        let background = source.background();
        let (live, to_reload) = (wiring.live(), Arc::new(Notify::new()));
        let feed = revocation_feed::run(wiring.sessions(&background), to_reload.clone(), live.clone());
        let housekeeper = wiring.housekeeper(&background);
        let on_tables = async {
            schema_migration::until_up_to_date(&settings).await?;
            tokio::select! {
                () = feed => {}
                () = housekeeper.run() => {}
            }
            Ok::<_, StartError>(())
        };
        let others = wiring.replicas().announcements();
        let dispatch = announcement_fanout::dispatch(others, live.clone(), to_reload);
        let sessions = wiring.sessions(&background);
        let mut beats = std::pin::pin!(live.run(|pass| sessions.is_known_good(pass)));
        let replicas = wiring.replicas().clone();
        let collection = wiring.limiting().collect();
        let probes = wiring.probes(&background, draining.clone());
        let mut shown = std::pin::pin!(show(metrics, wiring.moment(), probes));
        let server = tasklane_http::serve(
            listener,
            tls,
            settings.http.clone(),
            workers,
            draining.clone(),
            move || wiring.services(&source.stores()),
        )?;
        let handle = server.handle();
        let mut server = std::pin::pin!(server);
        let ended = tokio::select! {
            served = &mut server => return Ok(served?),
            ended = on_tables => ended,
            () = dispatch => Ok(()),
            never = &mut beats => match never {},
            never = &mut shown => match never {},
            () = collection => Ok(()),
            () = replicas.listen() => Ok(()),
            // Whoever sends requests here learns of it in time; until then all goes on.
            () = async { stop.await; draining.begin(); sleep(settings.drain_delay).await } => Ok(()),
        };
        draining.begin();
        // They would not end by themselves.
        live.close();
        // The server has to run on, to do what it is told.
        let finish = async { tokio::join!(handle.stop(true), server, housekeeper.stop()) };
        let ((), served, ()) = tokio::select! {
            finished = finish => finished,
            never = &mut beats => match never {},
            never = &mut shown => match never {},
        };
        ended.and(served.map_err(StartError::Serve))
    }
}

/// Until it is dropped: whoever watches wants to see the end as well.
async fn show(metrics: Option<MetricsListener>, moment: Moment, probes: Probes) -> Infallible {
    match metrics {
        Some(metrics) => metrics.run(moment, probes).await,
        None => std::future::pending().await,
    }
}

/// As many as there are processors, but no more than there are connections to give to them.
fn workers(settings: &Settings) -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    processors.min(settings.db_pool_size)
}

fn secret(settings: &Settings) -> Result<SecretString, StartError> {
    match &settings.secret_key {
        SecretKey::Given(key) => Ok(key.clone()),
        SecretKey::Missing => Err(StartError::NoSecretKey),
        SecretKey::KeptIn(path) => {
            let loaded = secret_key::load_or_make(path)
                .and_then(|(key, is_new)| check_length(settings, &key).map(|()| (key, is_new)));
            let (key, is_new) =
                loaded.map_err(|source| StartError::SecretKey { path: path.clone(), source })?;
            if is_new {
                tracing::info!(path = %path.display(), "made a secret key; keep the file as safe as the database");
            }
            Ok(key)
        }
    }
}

/// A kept key may be older than the choice of an algorithm that needs a longer one.
fn check_length(settings: &Settings, key: &SecretString) -> std::io::Result<()> {
    let AccessTokenKey::Secret(algorithm) = settings.access_token_key else { return Ok(()) };
    algorithm.check_length(key).map_err(|short| std::io::Error::new(std::io::ErrorKind::InvalidData, short))
}
