//! Clients that send requests until they are stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use tokio::task::JoinHandle;

use super::worker::Worker;
use super::{ConsistencyCheck, RequestLog, RestartableServer};
use crate::support::{eventually, sign_up};

const CLIENTS: usize = 16;
/// Several clients share one user, so that their writes wait for each other in the database.
const USERS: usize = 4;

pub(crate) struct Load {
    clients: Vec<JoinHandle<Worker>>,
    stop: Arc<AtomicBool>,
    pub(crate) seen: Arc<RequestLog>,
}

impl Load {
    pub(crate) async fn on(restartable: &RestartableServer) -> Self {
        Self::with_clients(CLIENTS, restartable).await
    }

    pub(crate) async fn with_clients(clients: usize, restartable: &RestartableServer) -> Self {
        let (seen, stop) = (Arc::new(RequestLog::default()), Arc::new(AtomicBool::new(false)));
        let mut apis = Vec::new();
        for number in 0..USERS {
            let api = sign_up(restartable.server(), &format!("user-{number}")).await;
            let id = api.get("/api/v1/auth/me").await.expect(200)["id"].as_i64().unwrap();
            apis.push((api, id));
        }
        let start = |number: usize| {
            let (api, user_id) = apis[number % USERS].clone();
            let worker = Worker::new(api, user_id, number.to_string(), seen.clone());
            tokio::spawn(worker.run_until_stopped(stop.clone()))
        };
        let load = Self { clients: (0..clients).map(start).collect(), stop, seen: seen.clone() };
        load.wait_for_acknowledged_writes(10 * clients).await;
        load
    }

    /// Waits until `writes` writes are acknowledged. Counts only writes that begin after this call.
    pub(crate) async fn wait_for_acknowledged_writes(&self, writes: usize) {
        let now = Instant::now();
        self.until("enough writes are acknowledged", || self.seen.acknowledged_since(now) >= writes).await;
    }

    /// Waits until `requests` requests have failed. Counts only requests that begin after this call.
    pub(crate) async fn wait_for_failures(&self, requests: usize) {
        let now = Instant::now();
        self.until("enough requests have failed", || self.seen.failed_since(now) >= requests).await;
    }

    /// Waits until `requests` responses have the status `status`.
    pub(crate) async fn wait_for_status(&self, status: u16, requests: usize) {
        self.until("enough responses have this status", || self.seen.count_of(status) >= requests).await;
    }

    async fn until(&self, what: &str, holds: impl Fn() -> bool) {
        eventually(what, async || {
            // A client ends early only if it received a wrong response.
            assert!(
                self.clients.iter().all(|client| !client.is_finished()),
                "all clients must run until they are stopped"
            );
            holds()
        })
        .await;
    }

    /// Stops all clients after their current requests.
    pub(crate) async fn stop(self) -> ConsistencyCheck {
        self.stop.store(true, Ordering::Relaxed);
        let mut workers = Vec::new();
        for client in self.clients {
            workers.push(client.await.unwrap());
        }
        ConsistencyCheck::new(workers, self.seen)
    }
}
