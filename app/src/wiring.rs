//! Chooses the adapters and wires them to the services: the only place that knows them all.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tasklane_auth::{
    BcryptHasher, BundledPasswords, CostOutOfRange, HashingLimit, JwtAccessTokens, RememberedTokens,
    SealedRefreshTokens, SigningKey, SystemEntropy, VerifyingKey,
};
use tasklane_core::account::{AccountPorts, AccountService, ExportService};
use tasklane_core::announcements::Announcements;
use tasklane_core::clock::Clock;
use tasklane_core::session::{
    AccessTokens, RefreshTokens, Revocations, SeenTokens, SessionKeeper, SessionPorts, SessionService,
};
use tasklane_core::stores::Stores;
use tasklane_core::task::{TaskCleaner, TaskService};
use tasklane_core::user::{KnownNetworkCleaner, PasswordGate, PasswordHasher, PasswordRules};
use tasklane_http::{Draining, Hub, Probes, Services};
use tasklane_postgres::PostgresConfig;
use tasklane_sqlite::OpenError;

use crate::announcement_fanout::AnnouncementFanout;
use crate::housekeeping::{CleanupRound, Housekeeper};
use crate::limiting::Limiting;
use crate::replicas::Replicas;
use crate::settings::{AccessTokenKey, Database, Settings};
use crate::telemetry::Moment;

/// A second in all. It takes a few milliseconds.
const LOOKS_FOR_THE_LAST_HANDLE: u32 = 500;
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);

/// Where the stores of each worker thread come from.
#[derive(Clone)]
pub enum StoreSource {
    /// One set for all: it has threads of its own.
    Shared(Stores),
    /// Connections live on the thread that uses them.
    PerWorker { config: Box<PostgresConfig>, connections: usize },
}

impl StoreSource {
    pub fn open(database: &Database, connections_per_worker: usize) -> Result<Self, OpenError> {
        Ok(match database {
            Database::Sqlite(config) => Self::Shared(tasklane_sqlite::open(config)?),
            Database::Postgres(config) => {
                Self::PerWorker { config: config.clone(), connections: connections_per_worker }
            }
        })
    }

    pub fn stores(&self) -> Stores {
        match self {
            Self::Shared(stores) => stores.clone(),
            Self::PerWorker { config, connections } => tasklane_postgres::open(config, *connections),
        }
    }

    /// For work beside the requests: one connection does.
    pub fn background(&self) -> Stores {
        match self {
            Self::Shared(stores) => stores.clone(),
            Self::PerWorker { config, .. } => tasklane_postgres::open(config, 1),
        }
    }

    /// Waits until the worker threads, which end after the server, have let go of what they shared. The last handle is
    /// dropped here then: in their hands, the process would end in the middle of it.
    pub(crate) async fn close(self) {
        let Self::Shared(Stores { users, networks, tasks, task_keeping, sessions, leases, health }) = self
        else {
            return;
        };
        drop((users, networks, tasks, task_keeping, sessions, leases));
        for _ in 0..LOOKS_FOR_THE_LAST_HANDLE {
            if Arc::strong_count(&health) == 1 {
                break;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }
}

/// What all threads share, whatever the database.
#[derive(Clone)]
pub struct Wiring {
    hasher: Arc<dyn PasswordHasher>,
    gate: PasswordGate,
    rules: PasswordRules,
    access_tokens: Arc<dyn AccessTokens>,
    public_keys: Arc<str>,
    refresh_tokens: Arc<dyn RefreshTokens>,
    revocations: Arc<Revocations>,
    seen: Arc<SeenTokens>,
    live: Arc<Hub>,
    announcements: Arc<dyn Announcements>,
    replicas: Replicas,
    limiting: Limiting,
    clock: Arc<dyn Clock>,
    settings: Arc<Settings>,
}

impl Wiring {
    pub fn new(
        settings: &Settings,
        secret: &SecretString,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, CostOutOfRange> {
        let access_tokens = access_tokens(settings, secret);
        let mut refresh_tokens = SealedRefreshTokens::new(secret);
        if let Some(previous) = &settings.secret_key_previous {
            refresh_tokens = refresh_tokens.also_accepting(previous);
        }
        let hasher: Arc<dyn PasswordHasher> = Arc::new(hasher(settings)?);
        let replicas = Replicas::new(settings, secret, &clock);
        let live = Arc::new(Hub::new(&settings.http.bounds));
        let others = replicas.announcements();
        let announcements: Arc<dyn Announcements> =
            Arc::new(AnnouncementFanout { live: live.clone(), others });
        let limiting = Limiting::new(settings, &replicas, &clock);
        Ok(Self {
            gate: PasswordGate::new(hasher.clone(), limiting.attempts()),
            rules: password_rules(settings),
            hasher,
            public_keys: access_tokens.jwks().into(),
            access_tokens: Arc::new(RememberedTokens::new(access_tokens)),
            refresh_tokens: Arc::new(refresh_tokens),
            revocations: Arc::new(Revocations::announced_by(announcements.clone())),
            seen: Arc::default(),
            live,
            announcements,
            replicas,
            limiting,
            clock,
            settings: Arc::new(settings.clone()),
        })
    }

    /// With a list of revocations that takes so many; for replicas that shall ask the database sooner, or later.
    #[must_use]
    pub fn remembering(self, most: usize) -> Self {
        let revocations = Revocations::announced_by(self.announcements.clone()).holding(most);
        Self { revocations: Arc::new(revocations), ..self }
    }

    pub fn services(&self, stores: &Stores) -> Services {
        let Settings { workflow, storage_quota, .. } = &*self.settings;
        Services {
            accounts: self.accounts(stores),
            exports: ExportService::new(
                stores.sessions.clone(),
                stores.networks.clone(),
                stores.tasks.clone(),
                stores.task_keeping.clone(),
            ),
            sessions: self.sessions(stores),
            tasks: TaskService::new(
                stores.tasks.clone(),
                stores.task_keeping.clone(),
                self.clock.clone(),
                self.announcements.clone(),
                workflow.clone(),
                *storage_quota,
            ),
            limiter: self.limiting.limiter(),
            live: self.live.clone(),
            health: stores.health.clone(),
            sharing: self.replicas.sharing(),
            public_keys: self.public_keys.clone(),
        }
    }

    /// For the listener of the metrics.
    pub fn probes(&self, stores: &Stores, draining: Arc<Draining>) -> Probes {
        Probes::new(self.settings.http.clone(), draining, stores.health.clone(), self.replicas.sharing())
    }

    pub fn accounts(&self, stores: &Stores) -> AccountService {
        let ports = AccountPorts {
            users: stores.users.clone(),
            sessions: stores.sessions.clone(),
            gate: self.gate.clone(),
            hasher: self.hasher.clone(),
            rules: self.rules.clone(),
            clock: self.clock.clone(),
            entropy: Arc::new(SystemEntropy),
        };
        let Settings { lifetimes, registration, .. } = &*self.settings;
        AccountService::new(ports, self.revocations.clone(), lifetimes.access, *registration)
    }

    pub(crate) fn live(&self) -> Arc<Hub> {
        self.live.clone()
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment::new(self.revocations.clone(), self.clock.clone())
    }

    pub(crate) fn replicas(&self) -> &Replicas {
        &self.replicas
    }

    pub(crate) fn limiting(&self) -> Limiting {
        self.limiting.clone()
    }

    pub fn sessions(&self, stores: &Stores) -> SessionService {
        let ports = SessionPorts {
            sessions: stores.sessions.clone(),
            users: stores.users.clone(),
            gate: self.gate.clone(),
            hasher: self.hasher.clone(),
            access_tokens: self.access_tokens.clone(),
            refresh_tokens: self.refresh_tokens.clone(),
            clock: self.clock.clone(),
            entropy: Arc::new(SystemEntropy),
        };
        let (revocations, seen) = (self.revocations.clone(), self.seen.clone());
        SessionService::new(ports, revocations, seen, self.settings.lifetimes)
    }

    pub(crate) fn keeper(&self, stores: &Stores) -> SessionKeeper {
        SessionKeeper::new(stores.sessions.clone(), stores.users.clone(), self.clock.clone())
    }

    pub(crate) fn housekeeper(&self, stores: &Stores) -> Housekeeper {
        let clock = self.clock.clone();
        let leadership = Housekeeper::leadership(stores.leases.clone(), clock.clone(), &SystemEntropy);
        let networks = KnownNetworkCleaner::new(stores.networks.clone(), clock.clone());
        let tasks =
            TaskCleaner::new(stores.task_keeping.clone(), clock, self.settings.storage_quota.max_bytes);
        Housekeeper::new(leadership, CleanupRound { sessions: self.keeper(stores), networks, tasks })
    }
}

fn access_tokens(settings: &Settings, secret: &SecretString) -> JwtAccessTokens {
    let (signing, previous) = match &settings.access_token_key {
        AccessTokenKey::Secret(algorithm) => {
            let previous = settings.secret_key_previous.as_ref();
            let previous = previous.map(|previous| VerifyingKey::secret(*algorithm, previous));
            (SigningKey::secret(*algorithm, secret), previous)
        }
        AccessTokenKey::Pair(pair) => (pair.signing.clone(), pair.previous.clone()),
    };
    previous.into_iter().fold(JwtAccessTokens::new(signing), JwtAccessTokens::also_accepting)
}

pub(crate) fn hasher(settings: &Settings) -> Result<BcryptHasher, CostOutOfRange> {
    let limit = HashingLimit::for_this_machine().within(settings.http.bounds.request);
    BcryptHasher::with_limit(settings.bcrypt_cost, settings.password_pepper.as_ref(), limit)
}

pub(crate) fn password_rules(settings: &Settings) -> PasswordRules {
    if settings.password_blocklist {
        PasswordRules::refusing(Arc::new(BundledPasswords::default()))
    } else {
        PasswordRules::default()
    }
}
