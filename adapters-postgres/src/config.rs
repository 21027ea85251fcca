//! Where the database is and how a session with it is set up, checked before anything connects.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tasklane_core::fair::ReadTurns;
use tokio_postgres::config::{ChannelBinding, Host, SslMode};

use crate::connect::{Pooling, Target};
use crate::invalid_url::InvalidUrl;
use crate::replica_circuit::ReplicaCircuit;
use crate::tls::Tls;
use crate::tls_options::{self, TlsOptions};

/// The server gives up on a lock before it gives up on the statement, and that before the request's deadline: whoever
/// waits is told, and nothing runs on for a client that has left.
const SESSION_LIMITS: &str =
    "-c lock_timeout=2000 -c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000";
/// So many slices of expensive reads run at the same time in one process.
const MAX_SLICES_AT_ONCE: usize = 4;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(5);
const KEEPALIVE_IDLE: Duration = Duration::from_secs(10);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(2);
const KEEPALIVE_RETRIES: u32 = 3;

/// A PostgreSQL server, a database on it, and the limits of each session.
#[derive(Debug, Clone)]
pub struct PostgresConfig {
    // Its Debug leaves the password out.
    target: Target,
    encryption: TlsOptions,
    replica: Option<Replica>,
    turns: SharedTurns,
}

/// Of expensive reads: all who have a copy of the configuration take turns.
#[derive(Clone)]
struct SharedTurns(Arc<ReadTurns>);

impl Default for SharedTurns {
    /// The database is often on the same machine: half of the processors are for everything else.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self(ReadTurns::new((processors / 2).min(MAX_SLICES_AT_ONCE)))
    }
}

impl fmt::Debug for SharedTurns {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedTurns")
    }
}

/// Where lists are read, and how that goes: all who have a copy of this know it.
#[derive(Debug, Clone)]
struct Replica {
    config: Box<PostgresConfig>,
    circuit: Arc<ReplicaCircuit>,
}

impl PostgresConfig {
    /// What the URL says takes precedence over our limits: an operator who writes `?options=-c%20lock_timeout%3D9000`
    /// means it.
    pub fn parse(url: &SecretString) -> Result<Self, InvalidUrl> {
        Self::parse_for(url, Pooling::None)
    }

    /// Of a pooler that gives each transaction whatever connection to the server is free, as `PgBouncer` does with
    /// `pool_mode = transaction`: nothing that is set up or prepared in one is there in the next. So each statement
    /// is sent in a transaction of its own, prepared anew, and with our limits in it, whatever the URL says of them.
    pub fn parse_behind_pooler(url: &SecretString) -> Result<Self, InvalidUrl> {
        Self::parse_for(url, Pooling::OfTransactions)
    }

    fn parse_for(url: &SecretString, pooling: Pooling) -> Result<Self, InvalidUrl> {
        let url = url.expose_secret();
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(InvalidUrl::Scheme);
        }
        let (options, url) = tls_options::take(url)?;
        let tls = Tls::of(&options)?;
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
            target: Target { session, tls, pooling },
            encryption: options,
            replica: None,
            turns: SharedTurns::default(),
        })
    }

    /// Reads lists there: a streaming replica of this server, or an address of several. One that is behind, or does not
    /// answer, harms nobody.
    #[must_use]
    pub fn reading_from(self, replica: Self) -> Self {
        let replica = Replica { config: Box::new(replica), circuit: Arc::default() };
        Self { replica: Some(replica), ..self }
    }

    pub(crate) fn replica(&self) -> Option<(&Self, &Arc<ReplicaCircuit>)> {
        self.replica.as_ref().map(|replica| (&*replica.config, &replica.circuit))
    }

    /// Whether what is said to the server can be read on the way: it is on another machine, and nothing is encrypted.
    pub fn can_be_overheard(&self) -> bool {
        let Target { session, tls, .. } = &self.target;
        let addresses = session.get_hostaddrs();
        let is_elsewhere = if addresses.is_empty() {
            session.get_hosts().iter().any(|host| matches!(host, Host::Tcp(name) if !is_loopback(name)))
        } else {
            addresses.iter().any(|address| !address.is_loopback())
        };
        let is_replicas = self.replica().is_some_and(|(replica, _)| replica.can_be_overheard());
        (tls.is_none() && is_elsewhere) || is_replicas
    }

    /// Whether the address is that of a pooler of transactions.
    pub fn is_behind_pooler(&self) -> bool {
        self.target.pooling == Pooling::OfTransactions
    }

    pub(crate) fn read_turns(&self) -> &Arc<ReadTurns> {
        &self.turns.0
    }

    pub(crate) fn encryption(&self) -> &TlsOptions {
        &self.encryption
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Sessions that wait as long as it takes.
    pub(crate) fn patient_target(&self) -> Target {
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
        // The last one to name a setting wins.
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
    fn every_session_has_limits_and_the_url_can_change_them() {
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
    fn encryption_is_as_the_url_asks() {
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
            ("sslmode=verify-ca", InvalidUrl::AnybodysCertificate),
            ("sslrootcert=system&sslmode=verify-ca", InvalidUrl::AnybodysCertificate),
            ("sslrootcert=system&sslmode=require", InvalidUrl::AnybodysCertificate),
            ("sslrootcert=system&sslmode=disable", InvalidUrl::RootWithoutTls),
            ("channel_binding=require", InvalidUrl::ChannelBinding),
        ] {
            let error = parse(&format!("postgres://ada:canary@db/tasks?{query}")).unwrap_err();
            assert_eq!(error, expected, "{query}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }

    #[test]
    fn what_leaves_the_machine_unencrypted_can_be_overheard() {
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
            assert_eq!(config.can_be_overheard(), overheard, "{place}");
        }
    }

    #[test]
    fn mistakes_are_told_without_the_password() {
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
