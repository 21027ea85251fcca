//! Chooses the adapters and connects them to the services. No other module depends on all adapters.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tasklane_auth::{
    BcryptHasher, BundledPasswords, CachingVerifier, CostOutOfRange, HashingLimit, JwtAccessTokens,
    SealedRefreshTokens, SigningKey, SystemEntropy, VerifyingKey,
};
use tasklane_core::account::{AccountPorts, AccountService, ExportService};
use tasklane_core::announcements::Announcements;
use tasklane_core::clock::Clock;
use tasklane_core::mail_sender::{MailCleaner, MailSender, Mailer, SenderPorts};
use tasklane_core::session::{
    AccessTokens, RefreshTokens, Revocations, SessionCleaner, SessionPorts, SessionService,
    VerifiedTokenCache,
};
use tasklane_core::stores::Stores;
use tasklane_core::task::{TaskCleaner, TaskService};
use tasklane_core::user::{
    KnownNetworkCleaner, LoginNameCleaner, PasswordHasher, PasswordRules, PasswordVerifier,
};
use tasklane_http::{Draining, Hub, PasswordResetQueue, Probes, ServerInfo, Services};
use tasklane_mail::{InvalidMailConfig, TemplateMailer};
use tasklane_postgres::PostgresConfig;
use tasklane_sqlite::OpenError;
use thiserror::Error;

use crate::announcement_fanout::AnnouncementFanout;
use crate::housekeeping::{CleanupRound, Housekeeper, MailDelivery};
use crate::limiters::Limiters;
use crate::replicas::Replicas;
use crate::settings::{AccessTokenKey, Database, Settings};
use crate::telemetry::ScrapeGauges;

/// How many times to check whether the worker threads have ended: for about one second in total. The threads usually
/// end within a few milliseconds.
const MAX_CLOSE_CHECKS: u32 = 500;
const CLOSE_CHECK_INTERVAL: Duration = Duration::from_millis(2);

/// Why the adapters could not be created from the settings.
#[derive(Debug, Error)]
pub enum WiringError {
    #[error(transparent)]
    Hasher(#[from] CostOutOfRange),
    #[error("cannot send mails")]
    Mail(#[from] InvalidMailConfig),
}

/// Provides the stores of each worker thread.
#[derive(Clone)]
pub enum StoreSource {
    /// All workers share one set of stores, which runs on its own threads.
    Shared(Stores),
    /// Each worker opens its own connections, because they can't move between threads.
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

    /// Returns stores for background work, which needs one connection.
    pub fn background_stores(&self) -> Stores {
        match self {
            Self::Shared(stores) => stores.clone(),
            Self::PerWorker { config, .. } => tasklane_postgres::open(config, 1),
        }
    }

    /// Watches the nodes of a Citus cluster until the future is dropped.
    pub(crate) async fn watch_nodes(&self) -> Infallible {
        match self {
            Self::Shared(_) => std::future::pending().await,
            // The future is boxed, because it contains the large future of a connection attempt.
            Self::PerWorker { config, .. } => {
                Box::pin(tasklane_postgres::watch_nodes(config.as_ref().clone())).await
            }
        }
    }

    /// Closes an SQLite database: waits, for about one second at most, until the worker threads have dropped their
    /// handles, then drops the last handle. If a worker thread dropped the last handle, the process could exit before
    /// the database is closed.
    pub(crate) async fn close(self) {
        let Self::Shared(stores) = self else { return };
        let Stores { users, networks, tasks, task_retention, sessions, outbox, links, leases, health } =
            stores;
        drop((users, networks, tasks, task_retention, sessions, outbox, links, leases));
        for _ in 0..MAX_CLOSE_CHECKS {
            if Arc::strong_count(&health) == 1 {
                break;
            }
            tokio::time::sleep(CLOSE_CHECK_INTERVAL).await;
        }
    }
}

/// The adapters and services that all threads share.
#[derive(Clone)]
pub struct Wiring {
    hasher: Arc<dyn PasswordHasher>,
    password_verifier: PasswordVerifier,
    rules: PasswordRules,
    access_tokens: Arc<dyn AccessTokens>,
    public_keys: Arc<str>,
    refresh_tokens: Arc<dyn RefreshTokens>,
    revocations: Arc<Revocations>,
    seen: Arc<VerifiedTokenCache>,
    live: Arc<Hub>,
    announcements: Arc<dyn Announcements>,
    replicas: Replicas,
    limiters: Limiters,
    mailer: Option<Arc<dyn Mailer>>,
    clock: Arc<dyn Clock>,
    settings: Arc<Settings>,
}

impl Wiring {
    pub fn new(
        settings: &Settings,
        secret: &SecretString,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, WiringError> {
        let access_tokens = access_tokens(settings, secret);
        let mut refresh_tokens = SealedRefreshTokens::new(secret);
        if let Some(previous) = &settings.secret_key_previous {
            refresh_tokens = refresh_tokens.with_additional_key(previous);
        }
        let hasher: Arc<dyn PasswordHasher> = Arc::new(hasher(settings)?);
        let replicas = Replicas::new(settings, secret, &clock);
        let live = Arc::new(Hub::new(&settings.http.limits));
        let others = replicas.announcements();
        let announcements: Arc<dyn Announcements> =
            Arc::new(AnnouncementFanout { live: live.clone(), others });
        let limiters = Limiters::new(settings, &replicas, &clock);
        Ok(Self {
            password_verifier: PasswordVerifier::new(hasher.clone(), limiters.attempts()),
            rules: password_rules(settings),
            hasher,
            public_keys: access_tokens.jwks().into(),
            access_tokens: Arc::new(CachingVerifier::new(access_tokens)),
            refresh_tokens: Arc::new(refresh_tokens),
            revocations: Arc::new(Revocations::with_announcements(announcements.clone())),
            seen: Arc::default(),
            live,
            announcements,
            replicas,
            limiters,
            mailer: mailer(settings, &clock)?,
            clock,
            settings: Arc::new(settings.clone()),
        })
    }

    /// Sets the maximum number of revocations in memory. If there are more, requests query the database.
    #[must_use]
    pub fn with_max_revocations(self, max: usize) -> Self {
        let revocations = Revocations::with_announcements(self.announcements.clone()).with_max_entries(max);
        Self { revocations: Arc::new(revocations), ..self }
    }

    /// Returns the services of a worker thread. `reset_requests` receives the requests for password resets.
    pub fn services(&self, stores: &Stores, reset_requests: PasswordResetQueue) -> Services {
        let Settings { workflow, storage_quota, registration, mail, .. } = &*self.settings;
        Services {
            accounts: self.accounts(stores),
            exports: ExportService::new(stores),
            sessions: self.sessions(stores),
            tasks: TaskService::builder(stores, self.clock.clone())
                .announcements(self.announcements.clone())
                .workflow(workflow.clone())
                .quota(*storage_quota)
                .build(),
            limiter: self.limiters.limiter(),
            reset_requests,
            info: ServerInfo::new(*registration, mail.policy, workflow, storage_quota.max_tasks),
            live: self.live.clone(),
            health: stores.health.clone(),
            shared_store: self.replicas.shared_store(),
            public_keys: self.public_keys.clone(),
        }
    }

    /// Returns the probes that the metrics listener serves.
    pub fn probes(&self, stores: &Stores, draining: Arc<Draining>) -> Probes {
        Probes::new(self.settings.http.clone(), draining, stores.health.clone(), self.replicas.shared_store())
    }

    pub fn accounts(&self, stores: &Stores) -> AccountService {
        let ports = AccountPorts {
            users: stores.users.clone(),
            sessions: stores.sessions.clone(),
            outbox: stores.outbox.clone(),
            links: stores.links.clone(),
            password_verifier: self.password_verifier.clone(),
            hasher: self.hasher.clone(),
            rules: self.rules.clone(),
            clock: self.clock.clone(),
            entropy: Arc::new(SystemEntropy),
        };
        let Settings { lifetimes, registration, mail, .. } = &*self.settings;
        AccountService::new(ports, self.revocations.clone(), lifetimes.access, *registration, mail.policy)
    }

    pub(crate) fn live(&self) -> Arc<Hub> {
        self.live.clone()
    }

    pub(crate) fn scrape_gauges(&self) -> ScrapeGauges {
        ScrapeGauges::new(self.revocations.clone(), self.clock.clone())
    }

    pub(crate) fn replicas(&self) -> &Replicas {
        &self.replicas
    }

    pub(crate) fn limiters(&self) -> Limiters {
        self.limiters.clone()
    }

    pub fn sessions(&self, stores: &Stores) -> SessionService {
        let ports = SessionPorts {
            sessions: stores.sessions.clone(),
            users: stores.users.clone(),
            outbox: stores.outbox.clone(),
            password_verifier: self.password_verifier.clone(),
            hasher: self.hasher.clone(),
            access_tokens: self.access_tokens.clone(),
            refresh_tokens: self.refresh_tokens.clone(),
            clock: self.clock.clone(),
            entropy: Arc::new(SystemEntropy),
        };
        let (revocations, seen) = (self.revocations.clone(), self.seen.clone());
        let Settings { lifetimes, mail, .. } = &*self.settings;
        SessionService::new(ports, revocations, seen, *lifetimes, mail.policy)
    }

    pub(crate) fn session_cleaner(&self, stores: &Stores) -> SessionCleaner {
        SessionCleaner::new(stores.sessions.clone(), stores.users.clone(), self.clock.clone())
    }

    pub(crate) fn housekeeper(&self, stores: &Stores) -> Housekeeper {
        let clock = self.clock.clone();
        let leadership = Housekeeper::leadership(stores.leases.clone(), clock.clone(), &SystemEntropy);
        let names = LoginNameCleaner::new(stores.users.clone(), clock.clone());
        let networks = KnownNetworkCleaner::new(stores.networks.clone(), clock.clone());
        let tasks =
            TaskCleaner::new(stores.task_retention.clone(), clock, self.settings.storage_quota.max_bytes);
        let sessions = self.session_cleaner(stores);
        let mails = MailCleaner::new(
            stores.users.clone(),
            stores.links.clone(),
            stores.outbox.clone(),
            self.settings.mail.policy,
            self.clock.clone(),
        );
        Housekeeper::new(leadership, CleanupRound { sessions, names, networks, mails, tasks })
    }

    /// Returns `None` if the server sends no mails.
    pub(crate) fn mail_delivery(&self, stores: &Stores) -> Option<MailDelivery> {
        let ports = SenderPorts {
            outbox: stores.outbox.clone(),
            links: stores.links.clone(),
            users: stores.users.clone(),
            mailer: self.mailer.clone()?,
            clock: self.clock.clone(),
            entropy: Arc::new(SystemEntropy),
        };
        let leadership = MailDelivery::leadership(stores.leases.clone(), self.clock.clone(), &SystemEntropy);
        Some(MailDelivery::new(leadership, MailSender::new(ports), self.clock.clone()))
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
    previous.into_iter().fold(JwtAccessTokens::new(signing), JwtAccessTokens::with_additional_key)
}

/// Returns `None` if the server sends no mails.
fn mailer(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Option<Arc<dyn Mailer>>, InvalidMailConfig> {
    let Some(config) = &settings.mail.config else { return Ok(None) };
    Ok(Some(Arc::new(TemplateMailer::new(config.clone(), clock.clone())?)))
}

pub(crate) fn hasher(settings: &Settings) -> Result<BcryptHasher, CostOutOfRange> {
    let limit = HashingLimit::for_this_machine().with_deadline(settings.http.limits.request);
    BcryptHasher::with_limit(settings.bcrypt_cost, settings.password_pepper.as_ref(), limit)
}

pub(crate) fn password_rules(settings: &Settings) -> PasswordRules {
    if settings.password_blocklist {
        PasswordRules::rejecting(Arc::new(BundledPasswords::default()))
    } else {
        PasswordRules::default()
    }
}
