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
use tasklane_core::session::SessionService;
use tasklane_core::stores::Stores;
use tasklane_core::testing::{ManualClock, MemoryDatabase};
use tokio::sync::oneshot;

use crate::{Client, SignedUp};

pub const SECRET_KEY: &str = "Yq3tVwzCFJaNdRgUkXp2s5v8yBEHMbQe";

pub struct Server {
    address: SocketAddr,
    clock: Arc<ManualClock>,
    settings: Settings,
    /// The database beside the server, for what no route can do.
    pub stores: Stores,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    // Last, so that the server is gone before its database is.
    _database: Box<dyn Any + Send + Sync>,
}

impl Server {
    /// `overrides` are settings by their names in the environment.
    pub async fn on_memory(overrides: &[(&'static str, &str)]) -> Self {
        let source = StoreSource::Shared(MemoryDatabase::stores());
        Self::start(source, settings("sqlite:unused.db", overrides), Box::new(())).await
    }

    pub async fn on_sqlite(overrides: &[(&'static str, &str)]) -> Self {
        let database = tasklane_sqlite::testing::TestDatabase::create();
        let settings = settings(&database.url(), overrides);
        Self::start(source(&settings), settings, Box::new(database)).await
    }

    pub async fn on_postgres(overrides: &[(&'static str, &str)]) -> Self {
        let database = tasklane_postgres::testing::TestDatabase::create().await;
        let settings = settings(&database.url(), overrides);
        Self::start(source(&settings), settings, Box::new(database)).await
    }

    #[expect(clippy::unused_async, reason = "a server on any database is awaited")]
    async fn start(source: StoreSource, settings: Settings, database: Box<dyn Any + Send + Sync>) -> Self {
        let clock = Arc::new(ManualClock::starting_at(beginning()));
        let stores = source.background();
        let application = Application::on(source, settings.clone(), clock.clone()).unwrap();
        let address = application.address().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let stopped = async { drop(stopped.await) };
            runtime.block_on(application.run_until(stopped)).unwrap();
        });
        let (stop, thread) = (Some(stop), Some(thread));
        Self { address, clock, settings, stores, stop, thread, _database: database }
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

    /// The sessions as another replica sees them: with the same keys, clock and database, but a memory of its own, which
    /// learns of revocations only when the test says so.
    pub fn replica(&self) -> SessionService {
        self.replica_giving_tokens_for(self.settings.lifetimes.access)
    }

    /// A replica that was told another lifetime of access tokens.
    pub fn replica_giving_tokens_for(&self, access: TimeDelta) -> SessionService {
        let SecretKey::Given(secret) = &self.settings.secret_key else {
            panic!("every test server is given a key")
        };
        let mut settings = self.settings.clone();
        settings.lifetimes.access = access;
        Wiring::new(&settings, secret, self.clock.clone()).unwrap().sessions(&self.stores)
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

fn settings(database_url: &str, overrides: &[(&'static str, &str)]) -> Settings {
    let base = [
        ("DATABASE_URL", database_url),
        ("SECRET_KEY", SECRET_KEY),
        ("BIND_ADDR", "127.0.0.1:0"),
        // The lowest that is allowed: the tests log in often.
        ("BCRYPT_COST", "10"),
        ("DB_POOL_SIZE", "4"),
        // All tests come from one address.
        ("RATE_LIMIT_ENABLED", "false"),
    ];
    let pairs = base.iter().chain(overrides).map(|(name, value)| (*name, (*value).to_owned()));
    Settings::read(&Environment::of(pairs)).unwrap()
}

fn source(settings: &Settings) -> StoreSource {
    StoreSource::open(&settings.database, settings.db_pool_size).unwrap()
}
