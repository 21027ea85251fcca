//! Those who are turned away get no line in the log: it would be the dearest part of it. They are counted, and told of
//! once a second.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use metrics::{Counter, counter};
use tasklane_runtime::Event;
use tokio::time::sleep;

const PERIOD: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Refusals {
    untold: AtomicUsize,
    all: Counter,
}

impl Default for Refusals {
    fn default() -> Self {
        let all = counter!(
            description: "Requests that were turned away, because as many as may be were worked on",
            "tasklane_http_requests_shed_total"
        );
        Self { untold: AtomicUsize::default(), all }
    }
}

impl Refusals {
    /// True for the first since they were told of: somebody must [`tell`](Self::tell) then.
    pub(super) fn count(&self) -> bool {
        self.all.increment(1);
        self.untold.fetch_add(1, Ordering::Relaxed) == 0
    }

    pub(super) async fn tell(&self) {
        sleep(PERIOD).await;
        let refused = self.untold.swap(0, Ordering::Relaxed);
        tracing::warn!(event = Event::Overloaded.as_str(), refused, "more requests at once than may be");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_is_told_of_once() {
        let refusals = Refusals::default();
        assert!(refusals.count());
        assert!(!refusals.count());
        refusals.tell().await;
        assert_eq!(refusals.untold.load(Ordering::Relaxed), 0);
        assert!(refusals.count());
    }
}
