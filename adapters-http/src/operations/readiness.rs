//! Whether requests can be served. Many ask that, often: what was found out holds for a moment.

use std::sync::Arc;
use std::time::Duration;

use tasklane_core::stores::DatabaseHealth;
use tasklane_runtime::SharedStore;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::respond::Problem;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);
const GOOD_FOR: Duration = Duration::from_secs(1);
/// Who waits for the server to become ready is told soon.
const BAD_FOR: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Well,
    /// All requests are served; but what replicas count together, each counts by itself.
    Degraded,
}

/// Of one worker thread, or of the listener for metrics.
pub(crate) struct Readiness {
    database: Arc<dyn DatabaseHealth>,
    sharing: Option<Arc<dyn SharedStore>>,
    found: Mutex<Option<Found>>,
}

struct Found {
    since: Instant,
    standing: Result<Standing, Problem>,
}

impl Readiness {
    pub(crate) fn new(database: Arc<dyn DatabaseHealth>, sharing: Option<Arc<dyn SharedStore>>) -> Self {
        Self { database, sharing, found: Mutex::default() }
    }

    pub(crate) async fn standing(&self) -> Result<Standing, Problem> {
        // Whoever asks meanwhile waits for the same answer.
        let mut found = self.found.lock().await;
        if let Some(found) = found.as_ref().filter(|found| found.still_holds()) {
            return found.standing.clone();
        }
        let asked_at = Instant::now();
        let standing = self.find_out().await;
        // A good answer is as old as its question. A bad one may have taken long, and would hold for nobody.
        let since = if standing.is_ok() { asked_at } else { Instant::now() };
        *found = Some(Found { since, standing: standing.clone() });
        standing
    }

    async fn find_out(&self) -> Result<Standing, Problem> {
        match timeout(PATIENCE, self.database.check()).await {
            Ok(Ok(())) => {}
            // Another schema is no defect of this server: whoever brings it up to date makes the server ready.
            Ok(Err(error)) => return Err(Problem::unavailable().caused_by(&error)),
            Err(elapsed) => return Err(Problem::unavailable().caused_by(&elapsed)),
        }
        match &self.sharing {
            Some(sharing) if !sharing.ping().await => Ok(Standing::Degraded),
            _ => Ok(Standing::Well),
        }
    }
}

impl Found {
    fn still_holds(&self) -> bool {
        self.since.elapsed() < if self.standing.is_ok() { GOOD_FOR } else { BAD_FOR }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use async_trait::async_trait;
    use tasklane_core::store_error::StoreError;

    use super::*;

    #[derive(Default)]
    struct Asked {
        times: AtomicUsize,
        fails: AtomicBool,
        is_silent: AtomicBool,
    }

    #[async_trait]
    impl DatabaseHealth for Asked {
        async fn check(&self) -> Result<(), StoreError> {
            self.times.fetch_add(1, Ordering::Relaxed);
            if self.is_silent.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
            if self.fails.load(Ordering::Relaxed) { Err(StoreError::Conflict) } else { Ok(()) }
        }
    }

    #[async_trait]
    impl SharedStore for Asked {
        async fn ping(&self) -> bool {
            !self.fails.load(Ordering::Relaxed)
        }
    }

    // assures: R811
    #[tokio::test(start_paused = true)]
    async fn many_questions_within_a_second_are_one_for_the_database() {
        let database = Arc::new(Asked::default());
        let readiness = Readiness::new(database.clone(), None);
        for _ in 0..10 {
            assert!(readiness.standing().await.is_ok());
            tokio::time::advance(Duration::from_millis(99)).await;
        }
        assert_eq!(database.times.load(Ordering::Relaxed), 1);
        database.fails.store(true, Ordering::Relaxed);
        tokio::time::advance(Duration::from_millis(10)).await;
        assert!(readiness.standing().await.is_err(), "it is asked anew after a second");
        database.fails.store(false, Ordering::Relaxed);
        tokio::time::advance(BAD_FOR).await;
        assert!(readiness.standing().await.is_ok(), "and sooner after a failure");
    }

    // assures: R811
    #[tokio::test(start_paused = true)]
    async fn a_database_that_says_nothing_is_waited_for_a_second() {
        let database = Arc::new(Asked::default());
        database.is_silent.store(true, Ordering::Relaxed);
        let asked_at = Instant::now();
        let readiness = Readiness::new(database.clone(), None);
        let (first, second) = tokio::join!(readiness.standing(), readiness.standing());
        assert!(first.is_err() && second.is_err());
        assert_eq!(asked_at.elapsed(), PATIENCE);
        assert_eq!(database.times.load(Ordering::Relaxed), 1, "who came meanwhile heard the same");
    }

    // assures: R811
    #[tokio::test]
    async fn without_what_replicas_share_it_is_ready_and_degraded() {
        let sharing = Arc::new(Asked::default());
        sharing.fails.store(true, Ordering::Relaxed);
        let readiness = Readiness::new(Arc::new(Asked::default()), Some(sharing));
        assert_eq!(readiness.standing().await.ok(), Some(Standing::Degraded));
    }
}
