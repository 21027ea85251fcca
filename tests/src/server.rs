//! A complete server in the test process, with real sockets and a clock that the test sets. It stores its data in
//! memory, in SQLite or in PostgreSQL.

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use chrono::{DateTime, TimeDelta};
use tasklane::application::Application;
use tasklane::settings::{Environment, SecretKey, Settings};
use tasklane::wiring::{StoreSource, Wiring};
use tasklane_core::clock::Timestamp;
use tasklane_core::mail_sender::Mail;
use tasklane_core::session::{SessionCleaner, SessionService};
use tasklane_core::stores::Stores;
use tasklane_core::testing::{ManualClock, MemoryDatabase};
use tasklane_http::WebApp;
use tokio::sync::oneshot;

use crate::mails::Mails;
use crate::{Client, SignedUp};

pub const SECRET_KEY: &str = "Yq3tVwzCFJaNdRgUkXp2s5v8yBEHMbQe";

pub struct Server {
    address: SocketAddr,
    clock: Arc<ManualClock>,
    settings: Settings,
    source: StoreSource,
    /// Direct access to the server's database.
    pub stores: Stores,
    mails: Mails,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    // This field is the last one, so that the server is dropped before its database.
    database: Option<Box<dyn Any + Send + Sync>>,
}

impl Server {
    /// Starts a server on the in-memory store. `overrides` are settings by name.
    pub async fn on_memory(overrides: &[(&'static str, &str)]) -> Self {
        Self::on_memory_with(overrides, |_| ()).await
    }

    pub async fn on_sqlite(overrides: &[(&'static str, &str)]) -> Self {
        Self::on_sqlite_with(overrides, |_| ()).await
    }

    /// Starts a server on SQLite. `overrides` are settings by name, and `change` sets other options.
    pub async fn on_sqlite_with(
        overrides: &[(&'static str, &str)],
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let database = tasklane_sqlite::testing::TestDatabase::create();
        let mut settings = settings(&database.url(), overrides);
        change(&mut settings);
        Self::start(source(&settings), settings, Some(Box::new(database))).await
    }

    pub async fn on_postgres(overrides: &[(&'static str, &str)]) -> Self {
        Self::on_postgres_with(overrides, |_| ()).await
    }

    /// Starts a server on PostgreSQL. `overrides` are settings by name, and `change` sets other options.
    pub async fn on_postgres_with(
        overrides: &[(&'static str, &str)],
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let database = tasklane_postgres::testing::TestDatabase::reuse().await;
        let mut settings = settings(&database.url(), overrides);
        change(&mut settings);
        Self::start(source(&settings), settings, Some(Box::new(database))).await
    }

    /// Starts a server on the in-memory store. `overrides` are settings by name, and `change` sets other options.
    pub async fn on_memory_with(
        overrides: &[(&'static str, &str)],
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let source = StoreSource::Shared(MemoryDatabase::stores());
        let mut settings = settings("sqlite:unused.db", overrides);
        change(&mut settings);
        Self::start(source, settings, None).await
    }

    /// Starts a server on a PostgreSQL database that several servers of the test share. `change` sets other options.
    pub async fn on_shared_postgres(
        database: &Arc<tasklane_postgres::testing::TestDatabase>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let mut settings = settings(&database.url(), &[]);
        change(&mut settings);
        Self::start(source(&settings), settings, Some(Box::new(database.clone()))).await
    }

    /// Starts a server on a database that the test has filled, at the time `now`.
    pub fn on_database(database: Box<dyn Any + Send + Sync>, url: &str, now: Timestamp) -> Self {
        let settings = settings(url, &[]);
        let clock = Arc::new(ManualClock::starting_at(now));
        Self::run(source(&settings), settings, clock, Some(database))
    }

    #[expect(clippy::unused_async, reason = "callers await a server on any database")]
    async fn start(
        source: StoreSource,
        settings: Settings,
        database: Option<Box<dyn Any + Send + Sync>>,
    ) -> Self {
        let clock = Arc::new(ManualClock::starting_at(beginning()));
        Self::run(source, settings, clock, database)
    }

    /// Starts another server on the same database, with the same keys and clock. Drop the new server before this one.
    #[must_use]
    pub fn second_server(&self) -> Self {
        self.second_server_with(|_| ())
    }

    /// Starts another server as [`second_server`](Self::second_server) does. `change` sets other options.
    #[must_use]
    pub fn second_server_with(&self, change: impl FnOnce(&mut Settings)) -> Self {
        // The new server shares an in-memory store with this one. It opens a database itself, as another process would.
        let source = if self.database.is_some() { source(&self.settings) } else { self.source.clone() };
        let mut settings = self.settings.clone();
        change(&mut settings);
        Self::run(source, settings, self.clock.clone(), None)
    }

    fn run(
        source: StoreSource,
        settings: Settings,
        clock: Arc<ManualClock>,
        database: Option<Box<dyn Any + Send + Sync>>,
    ) -> Self {
        let stores = source.background_stores();
        let application = Application::on(source.clone(), settings.clone(), clock.clone()).unwrap();
        let address = application.address().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let stopped = async { drop(stopped.await) };
            runtime.block_on(application.run_until(stopped)).unwrap();
        });
        let (stop, thread) = (Some(stop), Some(thread));
        let mails = Mails::new(&stores, clock.clone());
        Self { address, clock, settings, source, stores, mails, stop, thread, database }
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

    /// Moves the wall clock without moving the monotonic clock.
    pub fn step_clock(&self, step: TimeDelta) {
        self.clock.set_by(step);
    }

    /// Returns the session service of another replica. It has the same keys, clock and database, but a separate
    /// revocation list. Only the test reloads this list.
    pub fn replica(&self) -> SessionService {
        self.replica_with_token_lifetime(self.settings.lifetimes.access)
    }

    /// Returns a replica with this access token lifetime.
    pub fn replica_with_token_lifetime(&self, access: TimeDelta) -> SessionService {
        let mut settings = self.settings.clone();
        settings.lifetimes.access = access;
        self.wiring(&settings).sessions(&self.stores)
    }

    /// Returns a replica that caches at most this number of revocations.
    pub fn replica_with_max_revocations(&self, max: usize) -> SessionService {
        self.wiring(&self.settings).with_max_revocations(max).sessions(&self.stores)
    }

    fn wiring(&self, settings: &Settings) -> Wiring {
        wiring(settings, self.clock.clone())
    }

    /// Ends and purges sessions, as the operator commands and the periodic cleanup do.
    pub fn session_cleaner(&self) -> SessionCleaner {
        SessionCleaner::new(self.stores.sessions.clone(), self.stores.users.clone(), self.clock.clone())
    }

    /// Sends the mails in the outbox, and returns the mails since the last call.
    pub async fn mails(&self) -> Vec<Mail> {
        self.mails.send_due().await
    }

    /// Returns the next mails as [`mails`](Self::mails) does, after waiting for the first one. The server queues the mails
    /// of password resets after the response.
    pub async fn next_mails(&self) -> Vec<Mail> {
        self.mails.wait().await
    }

    /// A client without a token.
    pub fn client(&self) -> Client {
        Client::new(&format!("http://{}", self.address))
    }

    /// Registers and logs in a user with the password `correct horse`.
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

/// The start time of every test server's clock: 2026-01-01T12:00:00Z.
pub fn beginning() -> Timestamp {
    DateTime::from_timestamp(1_767_268_800, 0).unwrap()
}

pub(crate) fn wiring(settings: &Settings, clock: Arc<ManualClock>) -> Wiring {
    let SecretKey::Value(secret) = &settings.secret_key else {
        panic!("the test settings must contain a secret key")
    };
    Wiring::new(settings, secret, clock).unwrap()
}

pub(crate) fn settings(database_url: &str, overrides: &[(&'static str, &str)]) -> Settings {
    let base = [
        ("DATABASE_URL", database_url),
        ("SECRET_KEY", SECRET_KEY),
        ("BIND_ADDR", "127.0.0.1:0"),
        ("DB_POOL_SIZE", "4"),
        // A busy machine needs longer deadlines.
        ("REQUEST_TIMEOUT_SECONDS", "60"),
        // All requests of a test come from one address, so they would share the limits of that address.
        ("RATE_LIMIT_ENABLED", "false"),
    ];
    let pairs = base.iter().chain(overrides).map(|(name, value)| (*name, (*value).to_owned()));
    let mut settings = Settings::read(&Environment::from_pairs(pairs)).unwrap();
    if !overrides.iter().any(|(name, _)| *name == "BCRYPT_COST") {
        // This cost is below the setting's minimum, because tests log in often.
        settings.bcrypt_cost = 4;
    }
    // Tests must not depend on whether the web app was built.
    settings.http.web_app = WebApp::NONE;
    settings
}

fn source(settings: &Settings) -> StoreSource {
    StoreSource::open(&settings.database, settings.db_pool_size).unwrap()
}
