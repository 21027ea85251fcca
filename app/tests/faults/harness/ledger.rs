//! All that the clients were told, to be held against what is stored.

use std::sync::Arc;

use tasklane_tests::Client;

use super::Seen;
use super::orders::{Known, Tasks};
use super::worker::Worker;

const PAGE: usize = 1000;

pub(crate) struct Ledger {
    workers: Vec<Worker>,
    pub(crate) seen: Arc<Seen>,
}

impl Ledger {
    pub(super) fn new(workers: Vec<Worker>, seen: Arc<Seen>) -> Self {
        Self { workers, seen }
    }

    /// How many writes may or may not have been done, as far as the clients know.
    pub(crate) fn doubts(&self) -> usize {
        self.workers.iter().map(|worker| worker.doubts.len()).sum()
    }

    /// Repeats what is in doubt, by the keys that it was tried with, and then looks whether all users have exactly the
    /// tasks that they must have. The server must be well again.
    pub(crate) async fn must_be_true(mut self, what: &str) {
        println!(
            "{what}: {:?}, slowest {:?}, {} in doubt",
            self.seen.statuses(),
            self.seen.slowest(),
            self.doubts()
        );
        for worker in &mut self.workers {
            worker.settle().await;
        }
        let mut users: Vec<_> = self.workers.iter().map(Worker::user_id).collect();
        users.sort_unstable();
        users.dedup();
        for user in users {
            let theirs: Vec<_> = self.workers.iter().filter(|worker| worker.user_id() == user).collect();
            let due = theirs.iter().flat_map(|worker| worker.tasks.clone()).collect();
            compare(&due, &stored(theirs[0].api()).await);
        }
    }
}

async fn stored(api: &Client) -> Tasks {
    let mut tasks = Tasks::new();
    loop {
        let page = api.get(&format!("/api/v1/tasks?limit={PAGE}&skip={}", tasks.len())).await.expect(200);
        let page = page.as_array().unwrap();
        tasks.extend(page.iter().map(|task| (task["id"].as_i64().unwrap(), Known::of(task))));
        if page.len() < PAGE {
            return tasks;
        }
    }
}

fn compare(due: &Tasks, stored: &Tasks) {
    let lost: Vec<_> = due.iter().filter(|(id, _)| !stored.contains_key(id)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let undue: Vec<_> = stored.iter().filter(|(id, _)| !due.contains_key(id)).collect();
    assert!(undue.is_empty(), "refused and done, or done twice: {undue:?}");
    let other: Vec<_> = due.iter().filter(|(id, known)| stored[id] != **known).collect();
    assert!(
        other.is_empty(),
        "not as acknowledged: {:?}",
        other.iter().map(|(id, known)| (known, &stored[id])).collect::<Vec<_>>()
    );
}
