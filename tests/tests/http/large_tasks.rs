//! Tasks that fill a response.

use tasklane_core::ids::UserId;
use tasklane_core::task::{Description, NewTask, Priority, Status, Tags, Title};
use tasklane_core::testing::examples::quota_of;
use tasklane_tests::{Server, SignedUp};

/// Tasks as large as they can be: 120 of them are more than the system buffers for a connection.
pub(crate) async fn fill(server: &Server, user: &SignedUp, count: usize) -> Vec<i64> {
    let owner = UserId::new(user.id).unwrap();
    let mut ids = Vec::new();
    for number in 0..count {
        let new = NewTask {
            title: Title::parse(&format!("Task {number}")).unwrap(),
            description: Some(Description::parse(&"🐟".repeat(10_000)).unwrap()),
            status: Status::Pending,
            due_date: None,
            priority: Priority::default(),
            tags: Tags::default(),
        };
        let task = server.stores.tasks.create(owner, &new, server.now(), quota_of(10_000)).await.unwrap();
        ids.push(task.id.get());
    }
    ids
}
