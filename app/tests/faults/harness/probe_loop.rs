//! Calls the liveness probe continuously, like an orchestrator.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tasklane_tests::Client;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::{MAX_LIVENESS_TIME, MAX_RESPONSE_TIME, RestartableServer};
use crate::support::eventually;

const PERIOD: Duration = Duration::from_millis(50);

pub(crate) struct ProbeLoop {
    client: Client,
    stop: Arc<AtomicBool>,
    took: JoinHandle<Vec<Duration>>,
}

impl ProbeLoop {
    pub(crate) fn on(restartable: &RestartableServer) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let took = tokio::spawn(watch(restartable.server().client(), stop.clone()));
        Self { client: restartable.server().client(), stop, took }
    }

    /// Waits until the readiness probe succeeds. If `ready` is false, waits until it fails. Returns the duration of the
    /// wait.
    pub(crate) async fn wait_until_ready(&self, ready: bool) -> Duration {
        let begin = Instant::now();
        let expected = if ready { 200 } else { 503 };
        eventually("the readiness changes", async || {
            self.client.get("/health/ready").await.status.as_u16() == expected
        })
        .await;
        begin.elapsed()
    }

    /// Ends the loop, and checks that every liveness probe succeeded and that at most one was slow. One slow response
    /// is allowed, because the machine may stall. A probe that waits for the database would be slow repeatedly.
    pub(crate) async fn end(self) -> Duration {
        self.stop.store(true, Ordering::Relaxed);
        let mut took = self.took.await.unwrap();
        took.sort_unstable();
        let [.., second, slowest] = *took else { panic!("only {} liveness probes were sent", took.len()) };
        assert!(
            second < MAX_LIVENESS_TIME,
            "at most one liveness probe may be slow, but a second one took {second:?}"
        );
        assert!(
            slowest < MAX_RESPONSE_TIME,
            "the slowest liveness probe must take less than {MAX_RESPONSE_TIME:?}: {slowest:?}"
        );
        slowest
    }
}

async fn watch(client: Client, stop: Arc<AtomicBool>) -> Vec<Duration> {
    let mut took = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let begin = Instant::now();
        client.get("/health/live").await.expect(200);
        took.push(begin.elapsed());
        sleep(PERIOD).await;
    }
    took
}
