//! The address and TLS configuration of Redis, validated before the first connection.

use std::time::Duration;

use redis::io::tcp::TcpSettings;
use redis::{Client, IntoConnectionInfo, TlsCertificates};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

/// A connection is closed if the server does not acknowledge sent data within this time.
const USER_TIMEOUT: Duration = Duration::from_secs(5);

/// The address of a Redis server. `Debug` does not show its password.
#[derive(Clone)]
pub struct RedisConfig {
    pub(crate) client: Client,
}

/// The configuration of Redis is invalid. No message shows the URL, because the URL can contain a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidRedis {
    /// The scheme of the URL is not `redis` or `rediss`, or the URL has a syntax error.
    #[error("must look like redis://user:password@host:6379/0, or rediss:// for an encrypted connection")]
    Url,
    /// A certificate authority is given for an unencrypted connection.
    #[error("must not be set without TLS: begin REDIS_URL with rediss://")]
    CaWithoutTls,
    /// The certificate authority can't be read.
    #[error("must contain PEM certificates")]
    Ca,
}

impl RedisConfig {
    /// Parses the URL. `ca` is a certificate authority in PEM format. If it is given, no other authority is trusted.
    pub fn parse(url: &SecretString, ca: Option<Vec<u8>>) -> Result<Self, InvalidRedis> {
        let url = url.expose_secret();
        let encrypted = url.starts_with("rediss://");
        if !encrypted && !url.starts_with("redis://") {
            return Err(InvalidRedis::Url);
        }
        let info = url.into_connection_info().map_err(|_unprintable| InvalidRedis::Url)?;
        let info =
            info.set_tcp_settings(TcpSettings::default().set_nodelay(true).set_user_timeout(USER_TIMEOUT));
        let client = match ca {
            Some(_) if !encrypted => return Err(InvalidRedis::CaWithoutTls),
            Some(ca) => {
                let certificates = TlsCertificates { client_tls: None, root_cert: Some(ca) };
                Client::build_with_tls(info, certificates).map_err(|_unprintable| InvalidRedis::Ca)?
            }
            None => Client::open(info).map_err(|_unprintable| InvalidRedis::Url)?,
        };
        Ok(Self { client })
    }
}

impl std::fmt::Debug for RedisConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisConfig").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str, ca: Option<&str>) -> Result<RedisConfig, InvalidRedis> {
        RedisConfig::parse(&url.into(), ca.map(|ca| ca.as_bytes().to_vec()))
    }

    #[test]
    fn url_selects_the_address_and_tls() {
        for url in
            ["redis://localhost", "redis://:hunter2@db.example:6380/1", "rediss://ada:hunter2@db.example"]
        {
            let config = parse(url, None).unwrap();
            assert!(!format!("{config:?}").contains("hunter2"));
        }
    }

    #[test]
    fn invalid_url_or_ca_is_rejected() {
        for url in
            ["localhost:6379", "http://localhost", "unix:///redis.sock", "redis://", "redis://host:port"]
        {
            assert_eq!(parse(url, None).unwrap_err(), InvalidRedis::Url, "{url}");
        }
        assert_eq!(parse("redis://db.example", Some("")).unwrap_err(), InvalidRedis::CaWithoutTls);
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(parse("rediss://db.example", Some(broken)).unwrap_err(), InvalidRedis::Ca);
    }
}
