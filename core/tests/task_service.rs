//! Tests of the task service with memory stores.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_core::ids::UserId;
use tasklane_core::stores::Stores;
use tasklane_core::task::{ExpectedVersion, Progress, Status, StorageQuota, TaskService};
use tasklane_core::testing::examples::{at, new_task, new_user};
use tasklane_core::testing::{ManualClock, MemoryDatabase};

async fn stores_with_user() -> (Stores, UserId) {
    let stores = MemoryDatabase::stores();
    let ada = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id;
    (stores, ada)
}

#[derive(Default)]
struct Recorder(Mutex<Vec<Announcement>>);

impl Announcements for Recorder {
    fn announce(&self, announcement: Announcement) {
        self.0.lock().unwrap().push(announcement);
    }
}

#[tokio::test]
async fn completed_task_keeps_its_first_completion_time() {
    let (stores, ada) = stores_with_user().await;
    let clock = Arc::new(ManualClock::starting_at(at(1)));
    let tasks = TaskService::builder(&stores, clock.clone()).build();
    let task = tasks.create(ada, &new_task("task"), None).await.unwrap().fresh().unwrap();
    let completed = tasks.complete(ada, task.id, &ExpectedVersion::Any).await.unwrap();
    assert_eq!(completed.progress, Progress::Completed { at: at(1) });
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(tasks.complete(ada, task.id, &ExpectedVersion::Any).await.unwrap(), completed);
    let stale = tasks.complete(ada, task.id, &ExpectedVersion::OneOf(vec![task.version])).await.unwrap_err();
    assert_eq!(stale.to_string(), "the task has changed: its version is 2");
}

#[tokio::test]
async fn built_service_allows_every_transition_and_limits_storage_by_default() {
    let (stores, ada) = stores_with_user().await;
    let tasks = TaskService::builder(&stores, Arc::new(ManualClock::starting_at(at(1)))).build();
    for from in Status::ALL {
        for to in Status::ALL {
            assert!(tasks.workflow().check(from, to).is_ok(), "{from} -> {to}");
        }
    }
    for _ in 0..StorageQuota::DEFAULT.max_tasks {
        stores.tasks.create(ada, &new_task("task"), at(1), StorageQuota::DEFAULT).await.unwrap();
    }
    let error = tasks.create(ada, &new_task("one more"), None).await.unwrap_err();
    assert_eq!(error.to_string(), "the user would have more than the maximum number of tasks");
}

#[tokio::test]
async fn creation_completion_and_deletion_are_each_announced_once() {
    let (stores, ada) = stores_with_user().await;
    let announced = Arc::new(Recorder::default());
    let clock = Arc::new(ManualClock::starting_at(at(1)));
    let tasks = TaskService::builder(&stores, clock).announcements(announced.clone()).build();
    let task = tasks.create(ada, &new_task("task"), None).await.unwrap().fresh().unwrap();
    tasks.complete(ada, task.id, &ExpectedVersion::Any).await.unwrap();
    tasks.complete(ada, task.id, &ExpectedVersion::Any).await.unwrap();
    tasks.delete(ada, task.id, &ExpectedVersion::Any).await.unwrap();
    assert_eq!(*announced.0.lock().unwrap(), [Announcement::TasksChanged(ada); 3]);
}
