//! Logs shed requests at most once per second. A log line for each request would cost more than rejecting the request.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use metrics::{Counter, counter};
use tasklane_runtime::Event;
use tokio::time::sleep;

const PERIOD: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct ShedLog {
    unlogged: AtomicUsize,
    all: Counter,
}

impl Default for ShedLog {
    fn default() -> Self {
        let all = counter!(
            description: "Requests rejected because the limit of in-flight requests or of live streams was reached",
            "tasklane_http_requests_shed_total"
        );
        Self { unlogged: AtomicUsize::default(), all }
    }
}

impl ShedLog {
    /// Counts a request. Returns true for the first request since the last log line; the caller must then call
    /// [`write`](Self::write).
    pub(super) fn count(&self) -> bool {
        self.all.increment(1);
        self.unlogged.fetch_add(1, Ordering::Relaxed) == 0
    }

    pub(super) async fn write(&self) {
        sleep(PERIOD).await;
        let refused = self.unlogged.swap(0, Ordering::Relaxed);
        tracing::warn!(
            event = Event::Overloaded.as_str(),
            refused,
            "requests rejected: the server is overloaded"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // assures: R706
    #[tokio::test(start_paused = true)]
    async fn shed_requests_share_one_log_line_per_period() {
        let log = ShedLog::default();
        assert!(log.count());
        assert!(!log.count());
        log.write().await;
        assert_eq!(log.unlogged.load(Ordering::Relaxed), 0);
        assert!(log.count());
    }
}
