//! The contract of [`TaskStore`](crate::task::TaskStore) for synchronization: sequence numbers, changes, summaries.

use super::suite::{HIGH_TASK_QUOTA, add_user};
use super::tasks::renamed;
use crate::ids::{TaskId, UserId};
use crate::stores::Stores;
use crate::task::{ChangesPage, DueDate, NewTask, ReadLimit, Status, TaskContent, TaskFilter, TaskSummary};
use crate::testing::examples::{AMPLE_QUOTA, at, content, new_task};

contract!($ task_sync(Stores) as __task_sync_contract:
    each_changed_task_is_returned_once_with_its_last_number,
    changes_are_returned_in_parts,
    owner_without_writes_has_no_changes,
    summary_counts_by_status_and_due_date,
);

/// Returns each change as its sequence number, the task's id, and whether the task is deleted.
fn changes_of(read: &ChangesPage) -> Vec<(i64, TaskId, bool)> {
    read.tasks
        .iter()
        .map(|record| (record.task.change_seq, record.task.id, record.deleted_at.is_some()))
        .collect()
}

async fn each_changed_task_is_returned_once_with_its_last_number(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let other = add_user(stores, "bob").await;
    let mut ids = Vec::new();
    for title in ["one", "two", "three"] {
        let task = stores.tasks.create(owner, &new_task(title), at(1), HIGH_TASK_QUOTA).await.unwrap();
        stores.tasks.create(other, &new_task(title), at(1), HIGH_TASK_QUOTA).await.unwrap();
        ids.push(task);
    }
    let [one, two, three] = ids.try_into().unwrap();
    let saved = stores.tasks.save(&renamed(&one, "one more", 2), AMPLE_QUOTA).await.unwrap();
    assert!(stores.tasks.delete(owner, two.id, None, at(3)).await.unwrap());
    let all = stores.tasks.read_changes(owner, 0, ReadLimit::of_rows(10)).await.unwrap();
    assert_eq!((all.seq, all.purged_seq), (5, 0));
    assert_eq!(changes_of(&all), [(3, three.id, false), (4, one.id, false), (5, two.id, true)]);
    assert_eq!(all.tasks.get(1).unwrap().task, saved);
    assert_eq!(all.tasks.last().unwrap().deleted_at, Some(at(3)));
    let since = stores.tasks.read_changes(owner, 4, ReadLimit::of_rows(10)).await.unwrap();
    assert_eq!(changes_of(&since), [(5, two.id, true)]);
    assert_eq!(stores.tasks.sequence(owner).await.unwrap(), 5);
}

async fn changes_are_returned_in_parts(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    for number in 0..7 {
        stores.tasks.create(owner, &new_task("task"), at(number), HIGH_TASK_QUOTA).await.unwrap();
    }
    let numbers = async |since, limit| {
        let read = stores.tasks.read_changes(owner, since, ReadLimit::of_rows(limit)).await.unwrap();
        assert_eq!(read.seq, 7);
        let last = read.tasks.last().map_or(7, |record| record.task.change_seq);
        assert_eq!(read.has_more, last < 7);
        read.tasks.iter().map(|record| record.task.change_seq).collect::<Vec<_>>()
    };
    assert_eq!(numbers(0, 3).await, [1, 2, 3]);
    assert_eq!(numbers(3, 3).await, [4, 5, 6]);
    assert_eq!(numbers(6, 3).await, [7]);
    assert_eq!(numbers(7, 3).await, [0; 0]);
    assert_eq!(numbers(i64::MAX, 3).await, [0; 0]);
}

async fn owner_without_writes_has_no_changes(stores: &Stores) {
    for owner in [add_user(stores, "ada").await, UserId::new(4711).unwrap()] {
        assert_eq!(stores.tasks.sequence(owner).await.unwrap(), 0);
        let read = stores.tasks.read_changes(owner, 0, ReadLimit::of_rows(9)).await.unwrap();
        assert_eq!(read, ChangesPage { seq: 0, purged_seq: 0, tasks: vec![], has_more: false });
        let summary = stores.tasks.summarize(owner, DueDate::parse("2026-01-01").unwrap()).await.unwrap();
        assert_eq!(summary, TaskSummary::default());
        assert_eq!(stores.tasks.count(owner, &TaskFilter::default()).await.unwrap(), 0);
    }
}

async fn summary_counts_by_status_and_due_date(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let other = add_user(stores, "bob").await;
    let tasks = [
        (Status::Pending, Some("2026-01-30")),
        (Status::Pending, Some("2026-01-31")),
        (Status::Pending, None),
        (Status::InProgress, Some("0001-01-01")),
        (Status::Completed, Some("2026-01-01")),
        (Status::Completed, None),
    ];
    for (status, due) in tasks {
        let due_date = due.map(|day| DueDate::parse(day).unwrap());
        let new = NewTask { content: TaskContent { due_date, ..content("task") }, status };
        stores.tasks.create(owner, &new, at(0), HIGH_TASK_QUOTA).await.unwrap();
        stores.tasks.create(other, &new, at(0), HIGH_TASK_QUOTA).await.unwrap();
    }
    let gone = stores.tasks.create(owner, &new_task("gone"), at(0), HIGH_TASK_QUOTA).await.unwrap();
    assert!(stores.tasks.delete(owner, gone.id, None, at(1)).await.unwrap());
    let summary = stores.tasks.summarize(owner, DueDate::parse("2026-01-31").unwrap()).await.unwrap();
    let expected = TaskSummary { seq: 8, pending: 3, in_progress: 1, completed: 2, overdue: 2 };
    assert_eq!((summary, summary.total()), (expected, 6));
}
