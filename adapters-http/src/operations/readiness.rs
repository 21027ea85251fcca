//! Checks whether the server can handle requests. The result is cached briefly, because probes can be frequent.

use std::sync::Arc;
use std::time::Duration;

use tasklane_core::stores::DatabaseHealth;
use tasklane_runtime::SharedStore;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::respond::Problem;

/// Maximum time for the database to respond.
const CHECK_TIMEOUT: Duration = Duration::from_secs(1);
const SUCCESS_TTL: Duration = Duration::from_secs(1);
/// Cache lifetime of a failure. Short, so that probes notice soon when the server becomes ready.
const FAILURE_TTL: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadinessStatus {
    Ready,
    /// All requests are handled, but Redis is unreachable: the rate limits of each replica do not count requests to
    /// other replicas.
    Degraded,
}

/// The readiness check of one worker thread, or of the listener for metrics.
pub(crate) struct Readiness {
    database: Arc<dyn DatabaseHealth>,
    shared_store: Option<Arc<dyn SharedStore>>,
    cached: Mutex<Option<CachedStatus>>,
}

struct CachedStatus {
    since: Instant,
    status: Result<ReadinessStatus, Problem>,
}

impl Readiness {
    pub(crate) fn new(database: Arc<dyn DatabaseHealth>, shared_store: Option<Arc<dyn SharedStore>>) -> Self {
        Self { database, shared_store, cached: Mutex::default() }
    }

    pub(crate) async fn status(&self) -> Result<ReadinessStatus, Problem> {
        // Concurrent callers wait here and share the result.
        let mut cached = self.cached.lock().await;
        if let Some(cached) = cached.as_ref().filter(|cached| cached.is_fresh()) {
            return cached.status.clone();
        }
        let started_at = Instant::now();
        let status = self.check().await;
        // The lifetime of a success begins at the start of the check. A failed check may take longer than
        // `FAILURE_TTL`, so the lifetime of a failure begins at the end of the check.
        let since = if status.is_ok() { started_at } else { Instant::now() };
        *cached = Some(CachedStatus { since, status: status.clone() });
        status
    }

    async fn check(&self) -> Result<ReadinessStatus, Problem> {
        match timeout(CHECK_TIMEOUT, self.database.check()).await {
            Ok(Ok(())) => {}
            // A schema at another version is not a defect: the server becomes ready once the schema is migrated.
            Ok(Err(error)) => return Err(Problem::unavailable().caused_by(&error)),
            Err(elapsed) => return Err(Problem::unavailable().caused_by(&elapsed)),
        }
        match &self.shared_store {
            Some(shared_store) if !shared_store.ping().await => Ok(ReadinessStatus::Degraded),
            _ => Ok(ReadinessStatus::Ready),
        }
    }
}

impl CachedStatus {
    fn is_fresh(&self) -> bool {
        self.since.elapsed() < if self.status.is_ok() { SUCCESS_TTL } else { FAILURE_TTL }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use async_trait::async_trait;
    use tasklane_core::store_error::StoreError;

    use super::*;

    #[derive(Default)]
    struct FakeDependency {
        calls: AtomicUsize,
        fails: AtomicBool,
        is_silent: AtomicBool,
    }

    #[async_trait]
    impl DatabaseHealth for FakeDependency {
        async fn check(&self) -> Result<(), StoreError> {
            self.calls.fetch_add(1, Ordering::Relaxed);
            if self.is_silent.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
            if self.fails.load(Ordering::Relaxed) { Err(StoreError::Conflict) } else { Ok(()) }
        }
    }

    #[async_trait]
    impl SharedStore for FakeDependency {
        async fn ping(&self) -> bool {
            !self.fails.load(Ordering::Relaxed)
        }
    }

    // assures: R811
    #[tokio::test(start_paused = true)]
    async fn result_is_cached_for_a_second() {
        let database = Arc::new(FakeDependency::default());
        let readiness = Readiness::new(database.clone(), None);
        for _ in 0..10 {
            assert!(readiness.status().await.is_ok());
            tokio::time::advance(Duration::from_millis(99)).await;
        }
        assert_eq!(database.calls.load(Ordering::Relaxed), 1);
        database.fails.store(true, Ordering::Relaxed);
        tokio::time::advance(Duration::from_millis(10)).await;
        assert!(readiness.status().await.is_err(), "a success must be cached for only a second");
        database.fails.store(false, Ordering::Relaxed);
        tokio::time::advance(FAILURE_TTL).await;
        assert!(readiness.status().await.is_ok(), "a failure must be cached for only 100 ms");
    }

    // assures: R811
    #[tokio::test(start_paused = true)]
    async fn check_of_an_unresponsive_database_times_out_after_a_second() {
        let database = Arc::new(FakeDependency::default());
        database.is_silent.store(true, Ordering::Relaxed);
        let started_at = Instant::now();
        let readiness = Readiness::new(database.clone(), None);
        let (first, second) = tokio::join!(readiness.status(), readiness.status());
        assert!(first.is_err() && second.is_err());
        assert_eq!(started_at.elapsed(), CHECK_TIMEOUT);
        assert_eq!(database.calls.load(Ordering::Relaxed), 1, "concurrent callers must share one check");
    }

    // assures: R811
    #[tokio::test]
    async fn server_without_its_shared_store_is_ready_and_degraded() {
        let shared_store = Arc::new(FakeDependency::default());
        shared_store.fails.store(true, Ordering::Relaxed);
        let readiness = Readiness::new(Arc::new(FakeDependency::default()), Some(shared_store));
        assert_eq!(readiness.status().await.ok(), Some(ReadinessStatus::Degraded));
    }
}
