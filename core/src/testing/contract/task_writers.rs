//! The contract of [`TaskStore`](crate::task::TaskStore) for concurrent writes.

use futures_util::future::join_all;

use super::suite::add_user;
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::task::{
    CreateTaskError, ExpectedVersion, Outcome, Page, Progress, QuotaExceeded, Task, TaskChange, TaskQuery,
    Version,
};
use crate::testing::examples::{AMPLE_QUOTA, at, new_task, quota_of};
use crate::testing::task_service;

contract!($ task_writers(Stores) as __task_writers_contract:
    one_of_many_concurrent_saves_succeeds,
    concurrent_toggles_all_apply,
    concurrent_creations_respect_the_quota,
    one_of_many_concurrent_deletions_succeeds,
    sequence_has_no_gap_after_concurrent_writes,
);

fn sorted(numbers: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut numbers: Vec<i64> = numbers.collect();
    numbers.sort_unstable();
    numbers
}

async fn one_of_many_concurrent_saves_succeeds(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = stores.tasks.create(owner, &new_task("task"), at(0), quota_of(10)).await.unwrap();
    let changed = Task { progress: Progress::InProgress, version: task.version.next(), ..task.clone() };
    let change = TaskChange::new(&task, changed);
    let saved = join_all((0..16).map(|_| stores.tasks.save(&change, AMPLE_QUOTA))).await;
    assert_eq!(saved.iter().filter(|result| result.is_ok()).count(), 1);
    for lost in saved.iter().filter(|result| result.is_err()) {
        assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
    }
    let stored = stores.tasks.find(owner, task.id).await.unwrap().unwrap();
    assert_eq!((stored.version, stored.change_seq), (task.version.next(), 2));
}

async fn concurrent_toggles_all_apply(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = stores.tasks.create(owner, &new_task("task"), at(0), quota_of(10)).await.unwrap();
    let service = task_service(stores);
    let toggles =
        join_all((1..=15).map(|_| service.toggle(owner, task.id, &ExpectedVersion::Any, None))).await;
    let toggled: Vec<Task> = toggles
        .into_iter()
        .map(|toggled| match toggled.unwrap() {
            Outcome::Fresh(task) => task,
            Outcome::Replayed(response) => panic!("replayed: {response:?}"),
        })
        .collect();
    let versions = sorted(toggled.iter().map(|task| task.version.get()));
    assert_eq!(versions, (2..=16).collect::<Vec<_>>());
    assert_eq!(sorted(toggled.iter().map(|task| task.change_seq)), (2..=16).collect::<Vec<_>>());
    for task in &toggled {
        let even = task.version.get() % 2 == 0;
        assert_eq!(task.progress.is_completed(), even, "version {}", task.version);
    }
    let stored = stores.tasks.find(owner, task.id).await.unwrap().unwrap();
    assert_eq!((Some(stored.version), stored.progress.is_completed()), (Version::new(16), true));
}

async fn concurrent_creations_respect_the_quota(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let new = new_task("task");
    let created = join_all((0..16).map(|n| stores.tasks.create(owner, &new, at(n), quota_of(5)))).await;
    assert_eq!(created.iter().filter(|result| result.is_ok()).count(), 5);
    for rejected in created.iter().filter(|result| result.is_err()) {
        assert!(matches!(rejected, Err(CreateTaskError::Quota(QuotaExceeded::Tasks))), "{rejected:?}");
    }
    let stored = stores.tasks.list(owner, &TaskQuery::unfiltered(Page::ALL)).await.unwrap().tasks;
    assert_eq!(sorted(stored.iter().map(|task| task.change_seq)), [1, 2, 3, 4, 5]);
}

async fn one_of_many_concurrent_deletions_succeeds(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = stores.tasks.create(owner, &new_task("task"), at(0), quota_of(1)).await.unwrap();
    let deleted = join_all((0..8).map(|_| stores.tasks.delete(owner, task.id, None, at(1)))).await;
    assert_eq!(deleted.into_iter().filter(|result| *result.as_ref().unwrap()).count(), 1);
    let next = stores.tasks.create(owner, &new_task("next"), at(2), quota_of(1)).await.unwrap();
    assert_eq!(next.change_seq, 3);
}

async fn sequence_has_no_gap_after_concurrent_writes(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let service = &task_service(stores);
    let created = join_all((0..4).map(|n| {
        let new = new_task(&format!("task {n}"));
        async move { stores.tasks.create(owner, &new, at(n), quota_of(100)).await.unwrap() }
    }))
    .await;
    let writes = join_all(created.iter().flat_map(|task| {
        (0..4).map(move |n| async move {
            match n {
                0 => stores.tasks.delete(owner, task.id, Some(Version::FIRST), at(9)).await.unwrap(),
                1 => {
                    let changed =
                        Task { progress: Progress::InProgress, version: task.version.next(), ..task.clone() };
                    let change = TaskChange::new(task, changed);
                    stores.tasks.save(&change, AMPLE_QUOTA).await.is_ok()
                }
                _ => service.toggle(owner, task.id, &ExpectedVersion::Any, None).await.is_ok(),
            }
        })
    }))
    .await;
    let written = 4 + writes.into_iter().filter(|written| *written).count();
    let last = stores.tasks.create(owner, &new_task("last"), at(10), quota_of(100)).await.unwrap();
    assert_eq!(last.change_seq, i64::try_from(written).unwrap() + 1);
}
