//! The Redis connection that all threads share.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{FromRedisValue, RedisResult, ScriptInvocation};
use secrecy::SecretString;
use tasklane_core::clock::Clock;
use tasklane_runtime::SharedStore;
use tokio::time::timeout;

use crate::config::RedisConfig;
use crate::key_names::KeyNames;
use crate::reported_circuit::ReportedCircuit;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const MAX_RECONNECT_DELAY: Duration = Duration::from_secs(2);
/// The number of reconnects is effectively unlimited.
const MAX_RECONNECTS: usize = 1_000_000_000;

/// A Redis client that connects at the first use. Clones share one connection.
#[derive(Clone)]
pub struct RedisClient(Arc<Inner>);

struct Inner {
    config: RedisConfig,
    names: KeyNames,
    circuit: ReportedCircuit,
    timeout: Duration,
    /// Created at the first use, because the tasks of the connection run on the async runtime of the first caller.
    connection: OnceLock<Option<ConnectionManager>>,
    #[cfg(feature = "testing")]
    commands_sent: std::sync::atomic::AtomicU64,
}

impl RedisClient {
    /// Creates a client without connecting. Replicas share counters only if they have the same `secret`. `timeout`
    /// bounds each command.
    pub fn new(config: RedisConfig, secret: &SecretString, timeout: Duration, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner {
            config,
            names: KeyNames::new(secret),
            circuit: ReportedCircuit::new(clock),
            timeout,
            connection: OnceLock::new(),
            #[cfg(feature = "testing")]
            commands_sent: std::sync::atomic::AtomicU64::new(0),
        }))
    }

    pub(crate) fn name(&self, kind: &str, subject: &str) -> String {
        self.0.names.name(kind, subject)
    }

    /// Runs a script. Returns `None` if Redis fails or does not respond in time.
    pub(crate) async fn invoke<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> Option<T> {
        self.attempt(|mut connection| async move { script.invoke_async(&mut connection).await }).await
    }

    async fn attempt<T, F: Future<Output = RedisResult<T>>>(
        &self,
        command: impl FnOnce(ConnectionManager) -> F,
    ) -> Option<T> {
        if !self.0.circuit.allows_call() {
            return None;
        }
        #[cfg(feature = "testing")]
        self.0.commands_sent.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        match timeout(self.0.timeout, command(self.connection()?)).await {
            Ok(Ok(response)) => {
                self.0.circuit.record_success();
                return Some(response);
            }
            Ok(Err(error)) => self.0.circuit.record_failure(&error.to_string()),
            Err(elapsed) => self.0.circuit.record_failure(&elapsed.to_string()),
        }
        None
    }

    /// Returns the number of commands sent, including failed commands.
    #[cfg(feature = "testing")]
    pub fn commands_sent(&self) -> u64 {
        self.0.commands_sent.load(std::sync::atomic::Ordering::Relaxed)
    }

    fn connection(&self) -> Option<ConnectionManager> {
        self.0.connection.get_or_init(|| connect(&self.0.config)).clone()
    }
}

#[async_trait]
impl SharedStore for RedisClient {
    async fn ping(&self) -> bool {
        let ping =
            |mut connection| async move { redis::cmd("PING").query_async::<()>(&mut connection).await };
        self.attempt(ping).await.is_some()
    }
}

fn connect(config: &RedisConfig) -> Option<ConnectionManager> {
    let how = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(CONNECT_TIMEOUT))
        .set_response_timeout(None)
        .set_max_delay(MAX_RECONNECT_DELAY)
        .set_number_of_retries(MAX_RECONNECTS);
    let connection = ConnectionManager::new_lazy_with_config(config.client.clone(), how).ok()?;
    // The first request may time out before the connection is established, so a separate task keeps connecting.
    let mut first = connection.clone();
    tokio::spawn(async move { redis::cmd("PING").query_async::<()>(&mut first).await });
    Some(connection)
}
