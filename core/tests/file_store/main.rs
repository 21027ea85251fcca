//! A task store in plain text files, to show that a store can be written outside of this crate: it uses only the public API,
//! and passes the contract of [`TaskStore`](tasklane_core::task::TaskStore). The memory stores implement the other ports.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test may panic and write files"
)]

mod format;
mod owner_file;
mod store;

use std::sync::Arc;

use tasklane_core::contract_tests;
use tasklane_core::stores::Stores;
use tasklane_core::task::TaskStore;
use tasklane_core::testing::MemoryDatabase;
use tasklane_core::testing::examples::{AMPLE_QUOTA, at, full_content, new_task, new_user};
use tempfile::TempDir;

use crate::store::FileTasks;

/// Returns empty stores. The directory is removed when the `TempDir` is dropped.
async fn fresh() -> (Stores, TempDir) {
    let directory = TempDir::new().unwrap();
    let others = MemoryDatabase::stores();
    let tasks = FileTasks::open(directory.path(), others.users.clone()).unwrap();
    (Stores { tasks: Arc::new(tasks), ..others }, directory)
}

contract_tests!(fresh: tasks);

#[tokio::test]
async fn reopened_store_has_the_same_tasks_and_reuses_no_id() {
    let (stores, directory) = fresh().await;
    let ada = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id;
    let mut new = new_task("text with every separator");
    new.content = full_content("a title");
    let task = stores.tasks.create(ada, &new, at(1), AMPLE_QUOTA).await.unwrap();
    let deleted = stores.tasks.create(ada, &new_task("deleted"), at(2), AMPLE_QUOTA).await.unwrap();
    assert!(stores.tasks.delete(ada, deleted.id, None, at(3)).await.unwrap());
    let reopened = FileTasks::open(directory.path(), stores.users.clone()).unwrap();
    assert_eq!(reopened.find(ada, task.id).await.unwrap(), Some(task));
    assert_eq!(reopened.find(ada, deleted.id).await.unwrap(), None);
    let next = reopened.create(ada, &new_task("next"), at(4), AMPLE_QUOTA).await.unwrap();
    assert!(next.id > deleted.id);
}

#[tokio::test]
async fn damaged_file_is_reported_as_corrupt() {
    let (stores, directory) = fresh().await;
    let ada = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id;
    std::fs::write(directory.path().join(format!("{ada}.tasks")), "task\t0\n").unwrap();
    let error = stores.tasks.sequence(ada).await.unwrap_err();
    assert_eq!(error.to_string(), "invalid row in table tasks: the value of column line is not valid");
}
