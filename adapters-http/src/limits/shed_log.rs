//! Logs shed requests once a second. A line for each would cost more than shedding it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use metrics::{Counter, counter};
use tasklane_runtime::Event;
use tokio::time::sleep;

const PERIOD: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct ShedLog {
    untold: AtomicUsize,
    all: Counter,
}

impl Default for ShedLog {
    fn default() -> Self {
        let all = counter!(
            description: "Requests that were turned away, because as many as may be were worked on",
            "tasklane_http_requests_shed_total"
        );
        Self { untold: AtomicUsize::default(), all }
    }
}

impl ShedLog {
    /// True for the first one since the last log line: the caller must [`write`](Self::write) then.
    pub(super) fn count(&self) -> bool {
        self.all.increment(1);
        self.untold.fetch_add(1, Ordering::Relaxed) == 0
    }

    pub(super) async fn write(&self) {
        sleep(PERIOD).await;
        let refused = self.untold.swap(0, Ordering::Relaxed);
        tracing::warn!(event = Event::Overloaded.as_str(), refused, "more requests at once than may be");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // assures: R706
    #[tokio::test(start_paused = true)]
    async fn each_is_told_of_once() {
        let log = ShedLog::default();
        assert!(log.count());
        assert!(!log.count());
        log.write().await;
        assert_eq!(log.untold.load(Ordering::Relaxed), 0);
        assert!(log.count());
    }
}
