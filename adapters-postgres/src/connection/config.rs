//! The address of the database and the settings of its sessions, checked before the first connection.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tasklane_core::fair_reads::FairReadScheduler;
use tokio_postgres::config::{ChannelBinding, Host, SslMode};

use crate::connection::connect::{Pooling, Target};
use crate::connection::connection_limit::ConnectionLimit;
use crate::connection::invalid_url::InvalidUrl;
use crate::connection::replica_circuit::ReplicaCircuit;
use crate::connection::tls::Tls;
use crate::connection::tls_options::{self, TlsOptions};

/// The lock timeout is shorter than the statement timeout, which is shorter than the request deadline. So a waiting
/// client receives a response. If a client disconnects, its statement ends after the statement timeout at the latest.
const SESSION_LIMITS: &str =
    "-c lock_timeout=2000 -c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000";
/// The maximum number of slices of expensive reads that one process runs at the same time.
const MAX_CONCURRENT_SLICES: usize = 4;
/// The number of shards can't be changed in place, and limits the number of nodes. 128 shards cost little on a few nodes.
const DEFAULT_SHARD_COUNT: u16 = 128;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(5);
const KEEPALIVE_IDLE: Duration = Duration::from_secs(10);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(2);
const KEEPALIVE_RETRIES: u32 = 3;

/// The address of a PostgreSQL database, and the limits of each session.
#[derive(Debug, Clone)]
pub struct PostgresConfig {
    // The `Debug` output of `Target` contains no password.
    target: Target,
    encryption: TlsOptions,
    replica: Option<Replica>,
    scheduler: SharedScheduler,
    connection_limit: Arc<ConnectionLimit>,
    shard_count: u16,
}

/// The queue of expensive reads. All copies of a configuration share it.
#[derive(Clone)]
struct SharedScheduler(Arc<FairReadScheduler>);

impl Default for SharedScheduler {
    /// Expensive reads use at most half of the processors, because the database often runs on the same machine. One
    /// slice can always run.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self(FairReadScheduler::new((processors / 2).min(MAX_CONCURRENT_SLICES)))
    }
}

impl fmt::Debug for SharedScheduler {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedScheduler")
    }
}

/// The read replica and its circuit breaker. All copies of a configuration share the breaker.
#[derive(Debug, Clone)]
struct Replica {
    config: Box<PostgresConfig>,
    circuit: Arc<ReplicaCircuit>,
}

impl PostgresConfig {
    /// Parses a URL. Options in the URL override the default limits, for example `?options=-c%20lock_timeout%3D9000`.
    pub fn parse(url: &SecretString) -> Result<Self, InvalidUrl> {
        Self::parse_for(url, Pooling::None)
    }

    /// Parses the URL of a transaction pooler, such as `PgBouncer` with `pool_mode = transaction`. Behind a pooler, session
    /// settings and prepared statements do not outlive a transaction. So each statement runs in a transaction, is prepared
    /// again, and gets the default limits, even if the URL sets other limits.
    pub fn parse_behind_pooler(url: &SecretString) -> Result<Self, InvalidUrl> {
        Self::parse_for(url, Pooling::Transactions)
    }

    fn parse_for(url: &SecretString, pooling: Pooling) -> Result<Self, InvalidUrl> {
        let url = url.expose_secret();
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(InvalidUrl::Scheme);
        }
        let (options, url) = tls_options::extract(url)?;
        let tls = Tls::new(&options)?;
        let mut session: tokio_postgres::Config =
            url.parse().map_err(|_unprintable| InvalidUrl::Malformed)?;
        if session.get_hosts().is_empty() && session.get_hostaddrs().is_empty() {
            return Err(InvalidUrl::NoHost);
        }
        if tls.is_none() && session.get_channel_binding() == ChannelBinding::Require {
            return Err(InvalidUrl::ChannelBinding);
        }
        session.ssl_mode(if tls.is_some() { SslMode::Require } else { SslMode::Disable });
        set_defaults(&mut session, pooling);
        Ok(Self {
            target: Target { session, tls, pooling, cluster: Arc::default() },
            encryption: options,
            replica: None,
            scheduler: SharedScheduler::default(),
            connection_limit: Arc::default(),
            shard_count: DEFAULT_SHARD_COUNT,
        })
    }

    /// Reads lists and summaries from a streaming replica of this server, or from a load balancer in front of several
    /// replicas. If the replica lags behind or does not respond, reads them from the primary.
    #[must_use]
    pub fn with_read_replica(self, replica: Self) -> Self {
        let replica = Replica { config: Box::new(replica), circuit: Arc::default() };
        Self { replica: Some(replica), ..self }
    }

    /// Sets the number of shards of each table that [`migrate`](crate::migrate()) distributes on a Citus cluster.
    #[must_use]
    pub fn with_shard_count(self, shard_count: u16) -> Self {
        Self { shard_count, ..self }
    }

    pub(crate) fn shard_count(&self) -> u16 {
        self.shard_count
    }

    pub(crate) fn replica(&self) -> Option<(&Self, &Arc<ReplicaCircuit>)> {
        self.replica.as_ref().map(|replica| (&*replica.config, &replica.circuit))
    }

    /// Whether a connection to the server or to the read replica leaves this machine without encryption.
    pub fn is_unencrypted_remote(&self) -> bool {
        let Target { session, tls, .. } = &self.target;
        let addresses = session.get_hostaddrs();
        let is_elsewhere = if addresses.is_empty() {
            session.get_hosts().iter().any(|host| matches!(host, Host::Tcp(name) if !is_loopback(name)))
        } else {
            addresses.iter().any(|address| !address.is_loopback())
        };
        let is_replicas = self.replica().is_some_and(|(replica, _)| replica.is_unencrypted_remote());
        (tls.is_none() && is_elsewhere) || is_replicas
    }

    /// Whether the server is reached through a transaction pooler, such as `PgBouncer`.
    pub fn is_behind_pooler(&self) -> bool {
        self.target.pooling == Pooling::Transactions
    }

    pub(crate) fn read_scheduler(&self) -> &Arc<FairReadScheduler> {
        &self.scheduler.0
    }

    pub(crate) fn connection_limit(&self) -> &Arc<ConnectionLimit> {
        &self.connection_limit
    }

    pub(crate) fn encryption(&self) -> &TlsOptions {
        &self.encryption
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Returns a target whose sessions have no timeouts, for migrations, adoptions and `after-restore`.
    pub(crate) fn target_without_timeouts(&self) -> Target {
        let mut target = self.target.clone();
        let options = target.session.get_options().unwrap_or_default();
        let options = format!(
            "{options} -c lock_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
        );
        target.session.options(options);
        target
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn set_defaults(session: &mut tokio_postgres::Config, pooling: Pooling) {
    if pooling == Pooling::None {
        // If an option appears twice, PostgreSQL uses the last value.
        let options = format!("{SESSION_LIMITS} {}", session.get_options().unwrap_or_default());
        session.options(options.trim_end());
    }
    if session.get_application_name().is_none() {
        session.application_name("tasklane");
    }
    if session.get_connect_timeout().is_none() {
        session.connect_timeout(CONNECT_TIMEOUT);
    }
    if session.get_tcp_user_timeout().is_none() {
        session.tcp_user_timeout(TCP_USER_TIMEOUT);
    }
    if session.get_keepalives_idle() == tokio_postgres::Config::new().get_keepalives_idle() {
        session.keepalives_idle(KEEPALIVE_IDLE);
    }
    if session.get_keepalives_interval().is_none() {
        session.keepalives_interval(KEEPALIVE_INTERVAL);
    }
    if session.get_keepalives_retries().is_none() {
        session.keepalives_retries(KEEPALIVE_RETRIES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<PostgresConfig, InvalidUrl> {
        PostgresConfig::parse(&url.into())
    }

    // assures: R801
    #[test]
    fn session_limits_are_defaults_that_the_url_can_change() {
        let plain = parse("postgres://ada@db.example.org/tasks").unwrap();
        assert_eq!(plain.target.session.get_application_name(), Some("tasklane"));
        assert_eq!(plain.target.session.get_connect_timeout(), Some(&CONNECT_TIMEOUT));
        assert_eq!(plain.target.session.get_options(), Some(SESSION_LIMITS));
        let tuned = parse(
            "postgresql://ada@db/tasks?options=-c%20lock_timeout%3D9&connect_timeout=7&application_name=x&keepalives_idle=60",
        );
        let tuned = tuned.unwrap().target.session;
        assert_eq!(tuned.get_options(), Some(&*format!("{SESSION_LIMITS} -c lock_timeout=9")));
        assert_eq!(tuned.get_connect_timeout(), Some(&Duration::from_secs(7)));
        assert_eq!(tuned.get_keepalives_idle(), Duration::from_mins(1));
        assert_eq!(tuned.get_application_name(), Some("x"));
    }

    #[test]
    fn url_sets_the_encryption() {
        for (query, mode) in [
            ("", SslMode::Disable),
            ("?sslmode=disable", SslMode::Disable),
            ("?sslmode=require", SslMode::Require),
            ("?application_name=a@b&sslmode=require&channel_binding=require", SslMode::Require),
        ] {
            let target = parse(&format!("postgres://ada:p@db/tasks{query}")).unwrap().target;
            assert_eq!(
                (target.session.get_ssl_mode(), target.tls.is_some()),
                (mode, mode == SslMode::Require)
            );
        }
        for (query, expected) in [
            ("sslmode=prefer", InvalidUrl::SslMode),
            ("sslnegotiation=direct&sslmode=require", InvalidUrl::UnsupportedTls("sslnegotiation")),
            ("sslrootcert=/etc/ca.pem", InvalidUrl::RootWithoutTls),
            ("sslrootcert=/nowhere/canary.pem&sslmode=verify-full", InvalidUrl::RootCertificate),
            ("sslrootcert=/dev/null&sslmode=require", InvalidUrl::RootCertificate),
            ("sslmode=verify-ca", InvalidUrl::UncheckedName),
            ("sslrootcert=system&sslmode=verify-ca", InvalidUrl::UncheckedName),
            ("sslrootcert=system&sslmode=require", InvalidUrl::UncheckedName),
            ("sslrootcert=system&sslmode=disable", InvalidUrl::RootWithoutTls),
            ("channel_binding=require", InvalidUrl::ChannelBinding),
        ] {
            let error = parse(&format!("postgres://ada:canary@db/tasks?{query}")).unwrap_err();
            assert_eq!(error, expected, "{query}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }

    #[test]
    fn unencrypted_connection_to_another_machine_is_detected() {
        for (place, overheard) in [
            ("db.example.org/tasks", true),
            ("192.0.2.1:5433/tasks?sslmode=disable", true),
            ("localhost,db/tasks", true),
            ("localhost/tasks?hostaddr=192.0.2.1", true),
            ("db/tasks?hostaddr=127.0.0.1", false),
            ("db.example.org/tasks?sslmode=require", false),
            ("localhost/tasks", false),
            ("127.0.0.2/tasks", false),
            ("[::1]:5432/tasks", false),
            ("%2Frun%2Fpostgresql/tasks", false),
        ] {
            let config = parse(&format!("postgres://ada@{place}")).unwrap();
            assert_eq!(config.is_unencrypted_remote(), overheard, "{place}");
        }
    }

    #[test]
    fn error_messages_do_not_contain_the_password() {
        for (url, expected) in [
            ("ada:canary@db/tasks", InvalidUrl::Scheme),
            ("postgre://ada:canary@db/tasks?a=b", InvalidUrl::Scheme),
            ("host=db password=canary", InvalidUrl::Scheme),
            ("postgres://ada:canary@db:port/tasks", InvalidUrl::Malformed),
            ("postgres://ada:canary@db/tasks?canary=canary", InvalidUrl::Malformed),
            ("postgres://ada:canary@/tasks", InvalidUrl::NoHost),
        ] {
            let error = parse(url).unwrap_err();
            assert_eq!(error, expected, "{url}");
            assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        }
        let config = parse("postgres://ada:canary@db/tasks").unwrap();
        assert!(!format!("{config:?}").contains("canary"), "{config:?}");
    }
}
