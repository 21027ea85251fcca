//! Where the database is and how a session with it is set up, checked before anything connects.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio_postgres::config::{ChannelBinding, SslMode, SslNegotiation};

/// The server gives up on a lock before it gives up on the statement, and that before the request's deadline: whoever
/// waits is told, and nothing runs on for a client that has left.
const SESSION_LIMITS: &str =
    "-c lock_timeout=2000 -c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(5);
const KEEPALIVE_IDLE: Duration = Duration::from_secs(10);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(2);
const KEEPALIVE_RETRIES: u32 = 3;

/// A PostgreSQL server, a database on it, and the limits of each session.
#[derive(Debug, Clone)]
pub struct PostgresConfig {
    // Its Debug leaves the password out.
    session: tokio_postgres::Config,
}

/// None of these repeats the URL: it holds a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidUrl {
    #[error("a PostgreSQL URL begins with postgres:// or postgresql://")]
    Scheme,
    #[error(
        "the PostgreSQL URL can't be read: it should look like postgres://user:password@host:5432/name, with special \
         characters percent-encoded and no options but those of libpq"
    )]
    Malformed,
    #[error("the PostgreSQL URL names no host")]
    NoHost,
    #[error(
        "the PostgreSQL URL asks by {0} for an encrypted connection, which is not supported: set sslmode=disable and \
         reach the server over a network that you trust, or through a tunnel"
    )]
    Tls(&'static str),
}

impl PostgresConfig {
    /// What the URL says takes precedence over our limits: an operator who writes `?options=-c%20lock_timeout%3D9000`
    /// means it.
    pub fn parse(url: &SecretString) -> Result<Self, InvalidUrl> {
        let url = url.expose_secret();
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(InvalidUrl::Scheme);
        }
        if let Some(option) = tls_option(url) {
            return Err(InvalidUrl::Tls(option));
        }
        let mut session: tokio_postgres::Config =
            url.parse().map_err(|_unprintable| InvalidUrl::Malformed)?;
        refuse_tls(&session)?;
        if session.get_hosts().is_empty() && session.get_hostaddrs().is_empty() {
            return Err(InvalidUrl::NoHost);
        }
        set_defaults(&mut session);
        Ok(Self { session })
    }

    pub(crate) fn session(&self) -> &tokio_postgres::Config {
        &self.session
    }

    /// A session that waits as long as it takes.
    pub(crate) fn patient_session(&self) -> tokio_postgres::Config {
        let mut session = self.session.clone();
        let options = session.get_options().unwrap_or_default();
        let options = format!(
            "{options} -c lock_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
        );
        session.options(options);
        session
    }
}

fn set_defaults(session: &mut tokio_postgres::Config) {
    session.ssl_mode(SslMode::Disable);
    // The last one to name a setting wins.
    let options = format!("{SESSION_LIMITS} {}", session.get_options().unwrap_or_default());
    session.options(options.trim_end());
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

/// The values and options that the driver doesn't know and would call malformed.
fn tls_option(url: &str) -> Option<&'static str> {
    let after_credentials = url.rsplit_once('@').map_or(url, |(_, rest)| rest);
    let (_, query) = after_credentials.split_once('?')?;
    query.split('&').find_map(|pair| match pair.split_once('=')? {
        ("sslmode", "verify-ca" | "verify-full" | "require") => Some("sslmode"),
        ("sslrootcert", _) => Some("sslrootcert"),
        ("sslcert", _) => Some("sslcert"),
        ("sslkey", _) => Some("sslkey"),
        _ => None,
    })
}

fn refuse_tls(session: &tokio_postgres::Config) -> Result<(), InvalidUrl> {
    if session.get_ssl_mode() == SslMode::Require {
        return Err(InvalidUrl::Tls("sslmode"));
    }
    if session.get_ssl_negotiation() == SslNegotiation::Direct {
        return Err(InvalidUrl::Tls("sslnegotiation"));
    }
    if session.get_channel_binding() == ChannelBinding::Require {
        return Err(InvalidUrl::Tls("channel_binding"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<PostgresConfig, InvalidUrl> {
        PostgresConfig::parse(&url.into())
    }

    #[test]
    fn every_session_has_limits_and_the_url_can_change_them() {
        let plain = parse("postgres://ada@db.example.org/tasks").unwrap();
        assert_eq!(plain.session.get_application_name(), Some("tasklane"));
        assert_eq!(plain.session.get_connect_timeout(), Some(&CONNECT_TIMEOUT));
        assert_eq!(plain.session.get_options(), Some(SESSION_LIMITS));
        let tuned = parse(
            "postgresql://ada@db/tasks?options=-c%20lock_timeout%3D9&connect_timeout=7&application_name=x&keepalives_idle=60",
        );
        let tuned = tuned.unwrap().session;
        assert_eq!(tuned.get_options(), Some(&*format!("{SESSION_LIMITS} -c lock_timeout=9")));
        assert_eq!(tuned.get_connect_timeout(), Some(&Duration::from_secs(7)));
        assert_eq!(tuned.get_keepalives_idle(), Duration::from_mins(1));
        assert_eq!(tuned.get_application_name(), Some("x"));
    }

    #[test]
    fn encryption_is_refused_rather_than_left_out() {
        for (option, named) in [
            ("sslmode=require", "sslmode"),
            ("sslmode=verify-full", "sslmode"),
            ("ssl%6Dode=require", "sslmode"),
            ("application_name=x&sslmode=verify-ca", "sslmode"),
            ("sslrootcert=/etc/ca.pem", "sslrootcert"),
            ("sslnegotiation=direct", "sslnegotiation"),
            ("channel_binding=require", "channel_binding"),
        ] {
            let parsed = parse(&format!("postgres://ada:p@db/tasks?{option}"));
            assert_eq!(parsed.unwrap_err(), InvalidUrl::Tls(named), "{option}");
        }
        for option in ["sslmode=disable", "sslmode=prefer", "sslnegotiation=postgres"] {
            assert!(parse(&format!("postgres://ada:p@db/tasks?{option}")).is_ok(), "{option}");
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
