//! Shares the connections of all pools of the process while PostgreSQL grants fewer connections than the pools may
//! open.
//!
//! Each worker has its own pool. While the server, the database or the role is at its connection limit, a worker may be
//! without a connection. It then checks out a connection of another worker's pool. The pipelines close their
//! connections for 10 s, because only reads can use these connections.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool::managed::{Object, PoolError, Timeouts, WeakPool};
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use crate::connection::connect::{Connector, Pool, WAIT_TIMEOUT};
use crate::connection::connect_error::ConnectError;

/// How long the pipelines stay closed after the server has refused a connection.
const PIPELINE_PAUSE: Duration = Duration::from_secs(10);
/// The time after which a waiting caller tries to connect again: another client of the server may have closed a
/// connection.
const RETRY_INTERVAL: Duration = Duration::from_millis(250);
const NO_WAIT: Timeouts =
    Timeouts { wait: Some(Duration::ZERO), create: Some(Duration::ZERO), recycle: Some(Duration::ZERO) };

/// Closes the connection of a pipeline. Returns false if the pipeline no longer exists.
pub(crate) type ClosePipeline = Box<dyn Fn() -> bool + Send + Sync>;
type CheckoutResult = Result<Object<Connector>, PoolError<ConnectError>>;

/// The pools and pipelines that connect to one server. All copies of a configuration share this value.
#[derive(Default)]
pub(crate) struct ConnectionLimit {
    participants: Mutex<Participants>,
    is_reached: AtomicBool,
    returned: Notify,
}

#[derive(Default)]
struct Participants {
    pools: Vec<WeakPool<Connector>>,
    close_pipelines: Vec<ClosePipeline>,
    pipelines_pause_until: Option<Instant>,
}

impl fmt::Debug for ConnectionLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ConnectionLimit")
    }
}

impl ConnectionLimit {
    pub(crate) fn register(&self, pool: &Pool, close_pipeline: Option<ClosePipeline>) {
        let mut participants = self.participants.lock();
        participants.pools.retain(|pool| pool.upgrade().is_some());
        participants.pools.push(pool.weak());
        participants.close_pipelines.extend(close_pipeline);
    }

    /// Waits for a connection of any pool, or for the server to grant another connection.
    pub(crate) async fn checkout(&self, own: &Pool) -> CheckoutResult {
        self.record_limit_reached();
        let waited = timeout(WAIT_TIMEOUT, async {
            loop {
                if let Some(session) = self.idle().await {
                    return Ok(session);
                }
                // The end of a call ends this wait, even if the call ended before the wait began. The end of a
                // cancelled call does not end the wait, so the wait is short.
                let _ = timeout(RETRY_INTERVAL, self.returned.notified()).await;
                match own.get().await {
                    Err(PoolError::Backend(error)) if error.is_connection_limit() => {}
                    done => return done,
                }
            }
        });
        waited.await.unwrap_or_else(|elapsed| Err(PoolError::Backend(elapsed.into())))
    }

    /// Wakes one caller that waits in [`checkout`](Self::checkout). Call this after each connection that is returned to
    /// its pool or closed. Does nothing unless the connection limit was reached recently.
    pub(crate) fn connection_returned(&self) {
        if self.is_reached.load(Ordering::Relaxed) {
            self.returned.notify_one();
        }
    }

    /// Whether the pipelines must stay closed, so that the pools can use the connections of the pipelines.
    pub(crate) fn pauses_pipelines(&self) -> bool {
        if !self.is_reached.load(Ordering::Relaxed) {
            return false;
        }
        let is_paused =
            self.participants.lock().pipelines_pause_until.is_some_and(|end| Instant::now() < end);
        self.is_reached.store(is_paused, Ordering::Relaxed);
        is_paused
    }

    pub(crate) fn record_limit_reached(&self) {
        let mut participants = self.participants.lock();
        participants.pipelines_pause_until = Some(Instant::now() + PIPELINE_PAUSE);
        participants.close_pipelines.retain(|close| close());
        self.is_reached.store(true, Ordering::Relaxed);
    }

    async fn idle(&self) -> Option<Object<Connector>> {
        let pools: Vec<Pool> = self.participants.lock().pools.iter().filter_map(WeakPool::upgrade).collect();
        for pool in pools.iter().filter(|pool| pool.status().available > 0) {
            if let Ok(session) = pool.timeout_get(&NO_WAIT).await {
                return Some(session);
            }
        }
        None
    }
}
