//! The Redis that replicas share, if there is one.

use std::time::Duration;

use tasklane_redis::{InvalidRedis, RedisConfig};

use super::reader::Reader;

#[derive(Debug, Clone)]
pub struct Redis {
    pub config: RedisConfig,
    /// So long a request waits for it at most.
    pub patience: Duration,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Option<Redis> {
    // A request may wait several times. Who waits for a second on each does not want to go on without Redis.
    let patience = Duration::from_millis(reader.integer("REDIS_TIMEOUT_MS", 16, 1, 1000));
    let ca = reader.optional("REDIS_CA_FILE", |path| {
        std::fs::read(path).map(Some).map_err(|error| format!("can't be read: {}", error.kind()))
    });
    let url = reader.secret("REDIS_URL", |url| Ok::<_, InvalidRedis>(url.clone()))?;
    match RedisConfig::parse(&url, ca.flatten()) {
        Ok(config) => return Some(Redis { config, patience }),
        Err(fault @ InvalidRedis::Url) => reader.fault("REDIS_URL", fault),
        Err(fault @ (InvalidRedis::Ca | InvalidRedis::CaWithoutTls)) => reader.fault("REDIS_CA_FILE", fault),
    }
    None
}
