//! Reads facts about the Redis server, for operators. The caller evaluates them.

use std::time::{Duration, Instant};

use redis::{AsyncConnectionConfig, RedisError};
use thiserror::Error;

use crate::config::RedisConfig;

const TIMEOUT: Duration = Duration::from_secs(3);
const PINGS: usize = 10;

/// Why the facts could not be read. No message contains the password. The errors of the library already repeat their
/// sources.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DiagnosisError {
    /// The server is unreachable, does not respond in time, or rejects the login.
    #[error("cannot connect to Redis: {0}")]
    Connect(RedisError),
    /// The server rejected `INFO` or `PING`, for example because the user may not run them.
    #[error("Redis rejected a command: {0}")]
    Command(RedisError),
}

/// Facts about a Redis server, read without changing it. A fact is `None` if the server does not report it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnosis {
    /// The version, such as `7.0.15`.
    pub version: Option<String>,
    /// The memory limit in bytes. 0 means no limit.
    pub max_memory: Option<u64>,
    /// What the server does at the memory limit, such as `noeviction`.
    pub eviction_policy: Option<String>,
    /// `master`, or `slave` for a replica, which rejects writes.
    pub role: Option<String>,
    /// The median round trip.
    pub median_latency: Duration,
    /// The longest round trip.
    pub max_latency: Duration,
}

/// Connects, and reads the facts. Changes nothing.
pub async fn diagnose(config: &RedisConfig) -> Result<Diagnosis, DiagnosisError> {
    let how = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(TIMEOUT))
        .set_response_timeout(Some(TIMEOUT));
    let connection = config.client.get_multiplexed_async_connection_with_config(&how).await;
    let mut connection = connection.map_err(DiagnosisError::Connect)?;
    let info: String =
        redis::cmd("INFO").query_async(&mut connection).await.map_err(DiagnosisError::Command)?;
    let mut latencies = Vec::with_capacity(PINGS);
    for _ in 0..PINGS {
        let start = Instant::now();
        redis::cmd("PING").query_async::<()>(&mut connection).await.map_err(DiagnosisError::Command)?;
        latencies.push(start.elapsed());
    }
    latencies.sort_unstable();
    Ok(Diagnosis {
        median_latency: latencies.get(PINGS / 2).copied().unwrap_or_default(),
        max_latency: latencies.last().copied().unwrap_or_default(),
        ..read(&info)
    })
}

fn read(info: &str) -> Diagnosis {
    let value = |name: &str| {
        let pairs = info.lines().filter_map(|line| line.split_once(':'));
        pairs.into_iter().find(|(other, _)| *other == name).map(|(_, value)| value.trim().to_owned())
    };
    Diagnosis {
        version: value("redis_version"),
        max_memory: value("maxmemory").and_then(|bytes| bytes.parse().ok()),
        eviction_policy: value("maxmemory_policy"),
        role: value("role"),
        ..Diagnosis::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_from_the_reply_to_info() {
        let info = "# Server\r\nredis_version:7.0.15\r\n\r\n# Memory\r\nmaxmemory:268435456\r\n\
                    maxmemory_human:256.00M\r\nmaxmemory_policy:volatile-ttl\r\n# Replication\r\nrole:master\r\n";
        let facts = read(info);
        assert_eq!(facts.version.as_deref(), Some("7.0.15"));
        assert_eq!(facts.max_memory, Some(268_435_456));
        assert_eq!(facts.eviction_policy.as_deref(), Some("volatile-ttl"));
        assert_eq!(facts.role.as_deref(), Some("master"));
        assert_eq!(read("").version, None);
    }
}
