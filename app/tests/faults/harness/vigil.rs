//! Asks the probes all the time, as an orchestrator does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tasklane_tests::Client;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::{ALIVE, ANSWERED, Site};
use crate::support::eventually;

const BETWEEN: Duration = Duration::from_millis(50);

pub(crate) struct Vigil {
    client: Client,
    stop: Arc<AtomicBool>,
    took: JoinHandle<Vec<Duration>>,
}

impl Vigil {
    pub(crate) fn over(site: &Site) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let took = tokio::spawn(watch(site.server().client(), stop.clone()));
        Self { client: site.server().client(), stop, took }
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

    /// It has lived at any time, and waited for nobody to say so. Once, it may have been the machine that stood still:
    /// whoever waits for a database does so again and again.
    pub(crate) async fn end(self) -> Duration {
        self.stop.store(true, Ordering::Relaxed);
        let mut took = self.took.await.unwrap();
        took.sort_unstable();
        let [.., second, slowest] = *took else { panic!("it was asked {} times", took.len()) };
        assert!(second < ALIVE, "{second:?} to say that it lives");
        assert!(slowest < ANSWERED, "{slowest:?} to say that it lives");
        slowest
    }
}

async fn watch(client: Client, stop: Arc<AtomicBool>) -> Vec<Duration> {
    let mut took = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let begin = Instant::now();
        client.get("/health/live").await.expect(200);
        took.push(begin.elapsed());
        sleep(BETWEEN).await;
    }
    took
}
