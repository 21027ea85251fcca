//! Compares all responses to clients with the stored tasks.

use std::sync::Arc;

use tasklane_tests::Client;

use super::RequestLog;
use super::worker::Worker;
use super::write_requests::{Known, Tasks};

const PAGE: usize = 1000;

pub(crate) struct ConsistencyCheck {
    workers: Vec<Worker>,
    pub(crate) seen: Arc<RequestLog>,
}

impl ConsistencyCheck {
    pub(super) fn new(workers: Vec<Worker>, seen: Arc<RequestLog>) -> Self {
        Self { workers, seen }
    }

    /// Returns the number of writes whose outcome is unknown.
    pub(crate) fn unknown_outcomes(&self) -> usize {
        self.workers.iter().map(|worker| worker.doubts.len()).sum()
    }

    /// Repeats the writes whose outcome is unknown, with the same idempotency keys. Then checks that all users have
    /// exactly the expected tasks. The server must have recovered.
    pub(crate) async fn expect_consistent(mut self, what: &str) {
        println!(
            "{what}: {:?}, slowest {:?}, {} unknown outcomes",
            self.seen.statuses(),
            self.seen.slowest(),
            self.unknown_outcomes()
        );
        for worker in &mut self.workers {
            worker.resolve_unknown_outcomes().await;
        }
        let mut users: Vec<_> = self.workers.iter().map(Worker::user_id).collect();
        users.sort_unstable();
        users.dedup();
        for user in users {
            let of_user: Vec<_> = self.workers.iter().filter(|worker| worker.user_id() == user).collect();
            let due = of_user.iter().flat_map(|worker| worker.tasks.clone()).collect();
            compare(&due, &read_tasks(of_user[0].api()).await);
        }
    }
}

async fn read_tasks(api: &Client) -> Tasks {
    let mut tasks = Tasks::new();
    loop {
        let page = api.get(&format!("/api/v1/tasks?limit={PAGE}&skip={}", tasks.len())).await.expect(200);
        let page = page.as_array().unwrap();
        tasks.extend(page.iter().map(|task| (task["id"].as_i64().unwrap(), Known::from_json(task))));
        if page.len() < PAGE {
            return tasks;
        }
    }
}

fn compare(due: &Tasks, stored: &Tasks) {
    let lost: Vec<_> = due.iter().filter(|(id, _)| !stored.contains_key(id)).collect();
    assert!(lost.is_empty(), "acknowledged writes must not be lost: {lost:?}");
    let undue: Vec<_> = stored.iter().filter(|(id, _)| !due.contains_key(id)).collect();
    assert!(undue.is_empty(), "every stored task must belong to an acknowledged write: {undue:?}");
    let other: Vec<_> = due.iter().filter(|(id, known)| stored[id] != **known).collect();
    assert!(
        other.is_empty(),
        "tasks must have the acknowledged state: {:?}",
        other.iter().map(|(id, known)| (known, &stored[id])).collect::<Vec<_>>()
    );
}
