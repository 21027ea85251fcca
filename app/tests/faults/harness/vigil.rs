//! Asks the probes all the time, as an orchestrator does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tasklane_tests::Client;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::{ALIVE, Site};
use crate::support::eventually;

const BETWEEN: Duration = Duration::from_millis(50);

pub(crate) struct Vigil {
    client: Client,
    stop: Arc<AtomicBool>,
    slowest: JoinHandle<Duration>,
}

impl Vigil {
    pub(crate) fn over(site: &Site) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let slowest = tokio::spawn(watch(site.server().client(), stop.clone()));
        Self { client: site.server().client(), stop, slowest }
    }

    /// How long it takes until load balancers hear of it.
    pub(crate) async fn until_ready(&self, ready: bool) -> Duration {
        let begin = Instant::now();
        let expected = if ready { 200 } else { 503 };
        eventually("its readiness changes", async || {
            self.client.get("/health/ready").await.status.as_u16() == expected
        })
        .await;
        begin.elapsed()
    }

    /// It has lived at any time, and waited for nobody to say so.
    pub(crate) async fn end(self) -> Duration {
        self.stop.store(true, Ordering::Relaxed);
        let slowest = self.slowest.await.unwrap();
        assert!(slowest < ALIVE, "{slowest:?} to say that it lives");
        slowest
    }
}

async fn watch(client: Client, stop: Arc<AtomicBool>) -> Duration {
    let mut slowest = Duration::ZERO;
    while !stop.load(Ordering::Relaxed) {
        let begin = Instant::now();
        client.get("/health/live").await.expect(200);
        slowest = slowest.max(begin.elapsed());
        sleep(BETWEEN).await;
    }
    slowest
}
