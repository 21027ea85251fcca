//! The settings of the Redis that replicas share.

use std::time::Duration;

use tasklane_redis::{InvalidRedis, RedisConfig};

use super::reader::Reader;

#[derive(Debug, Clone)]
pub struct Redis {
    pub config: RedisConfig,
    /// The timeout of one Redis command.
    pub timeout: Duration,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Option<Redis> {
    // A request may run several commands, so a long timeout would delay it too much while Redis is unavailable.
    let timeout = Duration::from_millis(reader.integer("REDIS_TIMEOUT_MS", 16, 1, 1000));
    let ca = reader.optional("REDIS_CA_FILE", |path| {
        std::fs::read(path).map(Some).map_err(|error| format!("cannot read the file: {}", error.kind()))
    });
    let url = reader.secret("REDIS_URL", |url| Ok::<_, InvalidRedis>(url.clone()))?;
    match RedisConfig::parse(&url, ca.flatten()) {
        Ok(config) => return Some(Redis { config, timeout }),
        Err(fault @ InvalidRedis::Url) => reader.fault("REDIS_URL", fault),
        Err(fault @ (InvalidRedis::Ca | InvalidRedis::CaWithoutTls)) => reader.fault("REDIS_CA_FILE", fault),
    }
    None
}
