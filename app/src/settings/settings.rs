//! All settings with their defaults and bounds.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use secrecy::SecretString;
use tasklane_core::account::Registration;
use tasklane_core::limit::Limits;
use tasklane_core::session::Lifetimes;
use tasklane_core::task::{StorageQuota, Workflow};
use tasklane_http::{HttpConfig, TlsFiles, WebApp};

use super::database::{self, ListenNotify, Pooler};
use super::reader::Reader;
use super::{
    AccessTokenKey, Database, Environment, InvalidSettings, Mail, Redis, SecretFile, SecretKey, Telemetry,
    UnknownName, api_prefix, keys, limits, log_level, mail, origins, proxies, public_url, redis, telemetry,
    transport,
};

/// Excludes two kinds of log lines of the HTTP library: its start message, because this program logs its own, and an
/// error for each request that is not valid HTTP.
const DEFAULT_LOG_LEVEL: &str = "info,actix_server=warn,actix_http::h1=off";
const DEFAULT_ORIGINS: &str = "http://localhost:5173,http://localhost:3000";

/// The configuration of the server. `Debug` does not show secrets.
#[derive(Debug, Clone)]
pub struct Settings {
    pub http: HttpConfig,
    pub bind_addr: SocketAddr,
    pub tls: Option<TlsFiles>,
    /// The time at shutdown during which the server reports that it is not ready and still serves requests.
    pub drain_delay: Duration,
    pub database: Database,
    /// Maximum number of PostgreSQL connections for requests. The same maximum applies to a read replica. Background
    /// work uses one more connection, and LISTEN another.
    pub db_pool_size: usize,
    /// Whether replicas announce changes to each other by LISTEN and NOTIFY if there is no Redis.
    pub listen_notify: ListenNotify,
    pub migrate_on_start: bool,
    pub secret_key: SecretKey,
    /// Verifies tokens that were signed before a key rotation.
    pub secret_key_previous: Option<SecretString>,
    pub access_token_key: AccessTokenKey,
    pub lifetimes: Lifetimes,
    pub bcrypt_cost: u32,
    pub password_pepper: Option<SecretString>,
    /// Whether common passwords are rejected.
    pub password_blocklist: bool,
    pub registration: Registration,
    pub workflow: Arc<Workflow>,
    pub storage_quota: StorageQuota,
    pub redis: Option<Redis>,
    pub mail: Mail,
    pub limits: Limits,
    /// Whether too many failed attempts lock an account temporarily.
    pub lockout: bool,
    pub telemetry: Telemetry,
    pub log_format: Option<LogFormat>,
    pub log_level: String,
    /// The names of the settings that are set.
    pub given: Vec<&'static str>,
    /// The files from which secrets were read.
    pub secret_files: Vec<SecretFile>,
    /// Names that resemble settings but are unknown.
    pub unknown: Vec<UnknownName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Json,
    Pretty,
}

impl Settings {
    pub fn read(environment: &Environment) -> Result<Self, InvalidSettings> {
        Self::read_by(Reader::new(environment))
    }

    /// Reads the settings of a command that neither signs nor verifies tokens. The token keys may be missing, but not
    /// invalid.
    pub fn read_without_token_keys(environment: &Environment) -> Result<Self, InvalidSettings> {
        Self::read_by(Reader::new(environment).without_token_keys())
    }

    /// Logs a warning for each unknown name. Call it after the log has started.
    pub(crate) fn warn_about_unknown_names(&self) {
        for unknown in &self.unknown {
            tracing::warn!(name = %unknown, "unknown setting");
        }
    }

    fn read_by(mut reader: Reader<'_>) -> Result<Self, InvalidSettings> {
        let settings = Self::read_each(&mut reader);
        reader.finish(settings)
    }

    fn read_each(reader: &mut Reader<'_>) -> Option<Self> {
        let limits_enabled = reader.boolean("RATE_LIMIT_ENABLED", true);
        let debug = reader.boolean("DEBUG", false);
        let pooler = Pooler::read(reader);
        let database = database::read(reader, pooler);
        let algorithm = keys::algorithm(reader);
        let secret_key = keys::secret_key(reader, algorithm, database.as_ref());
        let secret_key_previous = keys::secret_key_previous(reader, algorithm);
        let access_token_key = keys::access_token_key(reader, algorithm);
        let db_pool_size = reader.integer("DB_POOL_SIZE", 16, 1, 1000);
        let bind_addr = reader.or_default("BIND_ADDR", SocketAddr::from(([127, 0, 0, 1], 8000)), |raw| {
            raw.parse().map_err(|_fault| "must be an address and a port, such as 127.0.0.1:8000")
        });
        let http = http(reader, db_pool_size);
        let mail = mail::read(reader, &http);
        Some(Self {
            http,
            mail,
            bind_addr,
            tls: transport::tls(reader),
            drain_delay: Duration::from_secs(reader.integer("DRAIN_DELAY", 0, 0, 300)),
            db_pool_size,
            listen_notify: pooler.listen_notify(),
            migrate_on_start: pooler.migrate_on_start(reader),
            secret_key_previous,
            lifetimes: lifetimes(reader),
            bcrypt_cost: reader.integer("BCRYPT_COST", 12, 10, 15),
            password_pepper: keys::password_pepper(reader),
            password_blocklist: reader.boolean("PASSWORD_BLOCKLIST", true),
            registration: if reader.boolean("REGISTRATION_ENABLED", true) {
                Registration::Open
            } else {
                Registration::Closed
            },
            workflow: Arc::new(reader.or_default("TASK_WORKFLOW", Workflow::open(), Workflow::named)),
            storage_quota: StorageQuota {
                max_tasks: reader.integer(
                    "MAX_TASKS_PER_USER",
                    StorageQuota::DEFAULT.max_tasks,
                    1,
                    1_000_000,
                ),
                max_bytes: reader.integer(
                    "MAX_BYTES_PER_USER",
                    StorageQuota::DEFAULT.max_bytes,
                    1 << 20,
                    1 << 40,
                ),
            },
            redis: redis::read(reader),
            limits: limits::read(reader, limits_enabled),
            lockout: limits_enabled,
            telemetry: telemetry::read(reader, bind_addr),
            log_format: reader.optional("LOG_FORMAT", |raw| match raw {
                "json" => Ok(LogFormat::Json),
                "pretty" => Ok(LogFormat::Pretty),
                _ => Err("must be json or pretty"),
            }),
            log_level: reader.or_default(
                "LOG_LEVEL",
                if debug { "debug" } else { DEFAULT_LOG_LEVEL }.to_owned(),
                log_level::parse,
            ),
            secret_key: secret_key?,
            access_token_key: access_token_key?,
            database: database?,
            given: reader.given(),
            secret_files: reader.secret_files(),
            unknown: reader.unknown(),
        })
    }
}

fn http(reader: &mut Reader<'_>, db_pool_size: usize) -> HttpConfig {
    let public_url = reader.optional("PUBLIC_URL", public_url::parse);
    let (public_origin, base_path) = public_url.map(|url| (url.origin, url.path)).unzip();
    HttpConfig {
        app_name: reader.or_default("APP_NAME", "Tasklane".to_owned(), |raw| match raw.chars().count() {
            1..=100 if !raw.chars().any(char::is_control) => Ok(raw.to_owned()),
            _ => Err("must be at most 100 characters without control characters"),
        }),
        api_prefix: reader.or_default("API_V1_PREFIX", "/api/v1".to_owned(), api_prefix::parse),
        allowed_origins: reader
            .or_default("ALLOWED_ORIGINS", None, |raw| origins::parse(raw).map(Some))
            .or_else(|| origins::parse(DEFAULT_ORIGINS).ok())
            .unwrap_or_default(),
        public_origin,
        base_path: base_path.unwrap_or_default(),
        terminates_tls: false,
        trusted_proxies: reader.or_default("TRUSTED_PROXIES", Vec::new(), proxies::parse),
        docs_enabled: reader.boolean("DOCS_ENABLED", true),
        web_app: WebApp::EMBEDDED,
        limits: transport::http_limits(reader, db_pool_size),
    }
}

fn lifetimes(reader: &mut Reader<'_>) -> Lifetimes {
    Lifetimes {
        access: TimeDelta::minutes(reader.integer(
            "ACCESS_TOKEN_EXPIRE_MINUTES",
            30,
            1,
            Lifetimes::MAX_ACCESS_MINUTES,
        )),
        refresh: TimeDelta::days(reader.integer("REFRESH_TOKEN_EXPIRE_DAYS", 7, 1, 365)),
        session: TimeDelta::days(reader.integer("SESSION_MAX_DAYS", 90, 1, 3650)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Result<Settings, String> {
        let environment =
            Environment::from_pairs(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())));
        Settings::read(&environment).map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_need_no_settings() {
        let settings = read(&[("APP_NAME", "")]).unwrap();
        assert_eq!(settings.bind_addr.to_string(), "127.0.0.1:8000");
        assert_eq!(settings.http.allowed_origins, ["http://localhost:5173", "http://localhost:3000"]);
        assert!(matches!(settings.database, Database::Sqlite(_)));
        assert!(matches!(settings.secret_key, SecretKey::File(path) if path.ends_with("tasklane.db.key")));
    }

    #[test]
    fn all_errors_are_reported_together_without_their_values() {
        let report = read(&[
            ("DATABASE_URL", "postgress://ada:hunter2@db/tasks"),
            ("SECRET_KEY", "hunter2"),
            ("ACCESS_TOKEN_EXPIRE_MINUTES", "0"),
            ("REFRESH_TOKEN_EXPIRE_DAYS", "week"),
            ("ALLOWED_ORIGINS", "*"),
            ("PUBLIC_URL", "https://hunter2.example/?tasks"),
            ("TRUSTED_PROXIES", "proxy.example"),
            ("BIND_ADDR", "localhost"),
            ("ALGORITHM", "none"),
            ("BCRYPT_COST", "4"),
            ("TASK_WORKFLOW", "loose"),
            ("API_V1_PREFIX", "api/v1/"),
            ("LOG_FORMAT", "xml"),
            ("REDIS_URL", "localhost:hunter2"),
            ("RATE_LIMIT_ENABLED", "perhaps"),
            ("RATE_LIMIT_LOGIN", "20 a minute"),
            ("DEBUG", "maybe"),
        ])
        .unwrap_err();
        assert_eq!(report.lines().count(), 18, "{report}");
        assert!(!report.contains("hunter2"), "{report}");
    }

    #[test]
    fn postgresql_needs_a_secret_key() {
        let report = read(&[("DATABASE_URL", "postgres://ada@db.example/tasks")]).unwrap_err();
        assert!(report.contains("SECRET_KEY: must be set"), "{report}");
        let key = "0Zk3vX8mQ1rT5yB7nC2wE9uL4sD6gH0j";
        assert!(read(&[("DATABASE_URL", "postgres://ada@db.example/tasks"), ("SECRET_KEY", key)]).is_ok());
    }

    #[test]
    fn mails_need_a_sender_and_the_public_url() {
        let url = ("MAIL_URL", "smtp://ada:hunter2@mail.example.org");
        let report = read(&[url]).unwrap_err();
        assert!(
            report.contains("MAIL_FROM: must be set") && report.contains("PUBLIC_URL: must be set"),
            "{report}"
        );
        let all = [
            url,
            ("MAIL_FROM", "Tasklane <tasks@example.org>"),
            ("PUBLIC_URL", "https://example.org/tasks/"),
        ];
        let settings = read(&all).unwrap();
        assert_eq!(settings.mail.config.unwrap().public_url, "https://example.org/tasks");
        let report = read(&[("EMAIL_VERIFICATION", "required")]).unwrap_err();
        assert!(report.contains("EMAIL_VERIFICATION: needs MAIL_URL"), "{report}");
        let invalid = [
            ("MAIL_URL", "smtp://ada:hunter2@"),
            ("MAIL_FROM", "hunter2"),
            ("EMAIL_VERIFICATION", "hunter2"),
        ];
        let report = read(&[&invalid[..], &all[2..]].concat()).unwrap_err();
        assert!(report.lines().count() == 4 && !report.contains("hunter2"), "{report}");
    }

    #[test]
    fn read_replica_and_pooler_need_postgresql() {
        let url = "postgres://ada:hunter2@db.example/tasks";
        let report = read(&[("DATABASE_READ_URL", url), ("DATABASE_POOLER", "session")]).unwrap_err();
        assert!(report.contains("DATABASE_READ_URL: needs a PostgreSQL database"), "{report}");
        assert!(report.contains("DATABASE_POOLER: must be none or transaction"), "{report}");
        assert!(!report.contains("hunter2"), "{report}");
        let given = [("DATABASE_URL", url), ("SECRET_KEY", "0Zk3vX8mQ1rT5yB7nC2wE9uL4sD6gH0j")];
        let listen_notify =
            |more: &[(&'static str, &str)]| read(&[&given, more].concat()).unwrap().listen_notify;
        assert_eq!(listen_notify(&[("DATABASE_READ_URL", url)]), ListenNotify::On);
        let pooled = [("DATABASE_POOLER", "transaction"), ("MIGRATE_ON_START", "false")];
        assert_eq!(listen_notify(&pooled), ListenNotify::Off);
    }

    #[test]
    fn api_prefix_must_not_overlap_another_route() {
        for prefix in ["/api/v1", "/v1", "/api/v2/beta"] {
            assert_eq!(read(&[("API_V1_PREFIX", prefix)]).unwrap().http.api_prefix, prefix);
        }
        for prefix in
            ["/api", "/api/auth", "/problems", "/docs/x", "/health", "/", "/api/v1/", "api/v1", "/a/{b}"]
        {
            assert!(read(&[("API_V1_PREFIX", prefix)]).is_err(), "{prefix}");
        }
    }
}
