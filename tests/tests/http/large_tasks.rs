//! Tasks that fill a response.

use tasklane_core::ids::UserId;
use tasklane_core::task::NewTask;
use tasklane_core::testing::examples::{described_content, quota_of};
use tasklane_tests::{Server, SignedUp};

/// Creates tasks with descriptions of 40 000 bytes. 120 of these tasks do not fit into a connection's socket buffers.
pub(crate) async fn fill(server: &Server, user: &SignedUp, count: usize) -> Vec<i64> {
    let owner = UserId::new(user.id).unwrap();
    let mut ids = Vec::new();
    for number in 0..count {
        let new = NewTask::pending(described_content(&format!("Task {number}"), &"🐟".repeat(10_000)));
        let task = server.stores.tasks.create(owner, &new, server.now(), quota_of(10_000)).await.unwrap();
        ids.push(task.id.get());
    }
    ids
}
