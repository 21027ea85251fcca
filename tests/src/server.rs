//! A whole server inside of the test: real sockets, real adapters, and a clock that the test moves.

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use chrono::{DateTime, TimeDelta};
use tasklane::application::Application;
use tasklane::settings::{Environment, SecretKey, Settings};
use tasklane::wiring::{StoreSource, Wiring};
use tasklane_core::clock::Timestamp;
use tasklane_core::session::{SessionKeeper, SessionService};
use tasklane_core::stores::Stores;
use tasklane_core::testing::{ManualClock, MemoryDatabase};
use tasklane_http::WebApp;
use tokio::sync::oneshot;

use crate::{Client, SignedUp};

pub const SECRET_KEY: &str = "Yq3tVwzCFJaNdRgUkXp2s5v8yBEHMbQe";

pub struct Server {
    address: SocketAddr,
    clock: Arc<ManualClock>,
    settings: Settings,
    source: StoreSource,
    /// The database beside the server, for what no route can do.
    pub stores: Stores,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    // Last, so that the server is gone before its database is.
    database: Option<Box<dyn Any + Send + Sync>>,
}

impl Server {
    /// `overrides` are settings by their names in the environment.
    pub async fn on_memory(overrides: &[(&'static str, &str)]) -> Self {
        Self::on_memory_given(overrides, |_| ()).await
    }

    pub async fn on_sqlite(overrides: &[(&'static str, &str)]) -> Self {
        let database = tasklane_sqlite::testing::TestDatabase::create();
        let settings = settings(&database.url(), overrides);
        Self::start(source(&settings), settings, Some(Box::new(database))).await
    }

    pub async fn on_postgres(overrides: &[(&'static str, &str)]) -> Self {
        let database = tasklane_postgres::testing::TestDatabase::reuse().await;
        let settings = settings(&database.url(), overrides);
        Self::start(source(&settings), settings, Some(Box::new(database))).await
    }

    /// With what no setting says.
    pub async fn on_memory_with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::on_memory_given(&[], change).await
    }

    /// With some of both.
    pub async fn on_memory_given(
        overrides: &[(&'static str, &str)],
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let source = StoreSource::Shared(MemoryDatabase::stores());
        let mut settings = settings("sqlite:unused.db", overrides);
        change(&mut settings);
        Self::start(source, settings, None).await
    }

    /// On a database that the test has its own hands on.
    pub async fn on_postgres_with(
        database: &Arc<tasklane_postgres::testing::TestDatabase>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let mut settings = settings(&database.url(), &[]);
        change(&mut settings);
        Self::start(source(&settings), settings, Some(Box::new(database.clone()))).await
    }

    #[expect(clippy::unused_async, reason = "a server on any database is awaited")]
    async fn start(
        source: StoreSource,
        settings: Settings,
        database: Option<Box<dyn Any + Send + Sync>>,
    ) -> Self {
        let clock = Arc::new(ManualClock::starting_at(beginning()));
        Self::run(source, settings, clock, database)
    }

    /// Another server on the same database, with the same keys and clock. It must go first.
    #[must_use]
    pub fn beside(&self) -> Self {
        // What is in memory is this process's own; a database is opened anew, as another process does it.
        let source = if self.database.is_some() { source(&self.settings) } else { self.source.clone() };
        Self::run(source, self.settings.clone(), self.clock.clone(), None)
    }

    fn run(
        source: StoreSource,
        settings: Settings,
        clock: Arc<ManualClock>,
        database: Option<Box<dyn Any + Send + Sync>>,
    ) -> Self {
        let stores = source.background();
        let application = Application::on(source.clone(), settings.clone(), clock.clone()).unwrap();
        let address = application.address().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let stopped = async { drop(stopped.await) };
            runtime.block_on(application.run_until(stopped)).unwrap();
        });
        let (stop, thread) = (Some(stop), Some(thread));
        Self { address, clock, settings, source, stores, stop, thread, database }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn now(&self) -> Timestamp {
        tasklane_core::clock::Clock::now(&*self.clock)
    }

    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Somebody sets the clock, in no time.
    pub fn set_clock_by(&self, step: TimeDelta) {
        self.clock.set_by(step);
    }

    /// The sessions as another replica sees them: with the same keys, clock and database, but a memory of its own, which
    /// learns of revocations only when the test says so.
    pub fn replica(&self) -> SessionService {
        self.replica_giving_tokens_for(self.settings.lifetimes.access)
    }

    /// A replica that was told another lifetime of access tokens.
    pub fn replica_giving_tokens_for(&self, access: TimeDelta) -> SessionService {
        let mut settings = self.settings.clone();
        settings.lifetimes.access = access;
        self.wiring(&settings).sessions(&self.stores)
    }

    /// A replica that can remember so many revocations.
    pub fn replica_remembering(&self, most: usize) -> SessionService {
        self.wiring(&self.settings).with_max_revocations(most).sessions(&self.stores)
    }

    fn wiring(&self, settings: &Settings) -> Wiring {
        wiring(settings, self.clock.clone())
    }

    /// What an operator does beside the server.
    pub fn keeper(&self) -> SessionKeeper {
        SessionKeeper::new(self.stores.sessions.clone(), self.stores.users.clone(), self.clock.clone())
    }

    /// A client that is not signed in.
    pub fn client(&self) -> Client {
        Client::new(&format!("http://{}", self.address))
    }

    /// A user who registered and logged in, with the password `correct horse`.
    pub async fn sign_up(&self, username: &str) -> SignedUp {
        SignedUp::new(self.client(), username).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            ended.unwrap().unwrap();
        }
    }
}

/// When the clock of every test server begins: 2026-01-01T12:00:00Z.
pub fn beginning() -> Timestamp {
    DateTime::from_timestamp(1_767_268_800, 0).unwrap()
}

pub(crate) fn wiring(settings: &Settings, clock: Arc<ManualClock>) -> Wiring {
    let SecretKey::Value(secret) = &settings.secret_key else { panic!("every test server is given a key") };
    Wiring::new(settings, secret, clock).unwrap()
}

pub(crate) fn settings(database_url: &str, overrides: &[(&'static str, &str)]) -> Settings {
    let base = [
        ("DATABASE_URL", database_url),
        ("SECRET_KEY", SECRET_KEY),
        ("BIND_ADDR", "127.0.0.1:0"),
        ("DB_POOL_SIZE", "4"),
        // On a busy machine much takes longer than it may.
        ("REQUEST_TIMEOUT_SECONDS", "60"),
        // All tests come from one address.
        ("RATE_LIMIT_ENABLED", "false"),
    ];
    let pairs = base.iter().chain(overrides).map(|(name, value)| (*name, (*value).to_owned()));
    let mut settings = Settings::read(&Environment::from_pairs(pairs)).unwrap();
    if !overrides.iter().any(|(name, _)| *name == "BCRYPT_COST") {
        // Less than the setting allows: the tests log in often.
        settings.bcrypt_cost = 4;
    }
    // Whether somebody has built it must not decide what the tests see.
    settings.http.web_app = WebApp::NONE;
    settings
}

fn source(settings: &Settings) -> StoreSource {
    StoreSource::open(&settings.database, settings.db_pool_size).unwrap()
}
