//! The contract of [`TaskStore::write`](crate::task::TaskStore::write).

use std::sync::{Arc, Mutex};

use futures_util::future::join_all;

use super::planning::{add, create, done, locked_write, rejection, rename, rules, stored_tasks, write};
use super::suite::add_user;
use crate::ids::{TaskId, UserId};
use crate::stores::Stores;
use crate::task::{
    AddedTask, ExpectedVersion, FailedOperation, LockScope, LockedRows, LockedWrite, NewTask,
    OperationResult, Plan, PlanRules, PlannedStep, QuotaExceeded, ReadLimit, Status, Task, TaskCounters,
    TaskError, TaskOperation, Version, plan_import,
};
use crate::testing::examples::{AMPLE_QUOTA, at, described_content, new_task, quota_of};

contract!($ task_plans(Stores) as __task_plans_contract:
    operations_are_carried_out_in_order,
    rejected_batch_changes_nothing,
    task_of_another_owner_is_not_found,
    deleted_task_is_restored,
    one_write_adds_many_tasks,
    task_with_a_history_is_added_unchanged,
    import_adds_only_missing_tasks,
    import_reads_at_most_one_stored_task_per_imported_task,
    no_concurrent_toggle_is_lost,
    concurrent_batches_respect_the_quota,
    concurrent_imports_add_each_task_once,
);

fn delete(id: TaskId) -> TaskOperation {
    TaskOperation::Delete { id, expected: ExpectedVersion::Any }
}

fn is(version: i64) -> ExpectedVersion {
    ExpectedVersion::OneOf(vec![Version::new(version).unwrap()])
}

async fn operations_are_carried_out_in_order(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let [one, two, three] =
        [add(stores, owner, "one").await, add(stores, owner, "two").await, add(stores, owner, "three").await];
    let operations = vec![
        create("four"),
        rename(three.id, "once", is(1)),
        delete(two.id),
        rename(three.id, "twice", is(2)),
        TaskOperation::Toggle { id: one.id, expected: ExpectedVersion::Any },
        rename(one.id, "one", ExpectedVersion::Any),
        create("five"),
    ];
    let written = done(write(stores, owner, operations, 5).await);
    let numbers: Vec<i64> =
        written.iter().filter_map(OperationResult::task).map(|task| task.change_seq).collect();
    assert_eq!(numbers, [4, 5, 7, 8, 8, 9]);
    let [
        OperationResult::Created(four),
        OperationResult::Changed(_),
        OperationResult::Deleted(gone),
        OperationResult::Changed(twice),
        OperationResult::Changed(toggled),
        OperationResult::Unchanged(_),
        OperationResult::Created(five),
    ] = written.as_slice()
    else {
        panic!("{written:?}")
    };
    assert_eq!(*gone, two.id);
    assert_eq!(
        (twice.content.title.as_str(), twice.version, twice.updated_at),
        ("twice", Version::new(3).unwrap(), at(5))
    );
    assert!(toggled.progress.is_completed());
    let (tasks, seq) = stored_tasks(stores, owner).await;
    // The list is newest first. Tasks with the same creation time are in descending order of id.
    assert_eq!(tasks, [five.clone(), four.clone(), twice.clone(), toggled.clone()]);
    assert_eq!(seq, 9);
    let changed = stores.tasks.read_changes(owner, 3, ReadLimit::of_rows(10)).await.unwrap();
    let changed: Vec<_> =
        changed.tasks.iter().map(|record| (record.task.change_seq, record.task.id)).collect();
    assert_eq!(changed, [(4, four.id), (6, two.id), (7, three.id), (8, one.id), (9, five.id)]);
}

async fn rejected_batch_changes_nothing(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = add(stores, owner, "task").await;
    let nowhere = TaskId::new(task.id.get() + 100).unwrap();
    for (last, error) in [
        (rename(task.id, "late", is(1)), TaskError::Stale { current: Version::new(2).unwrap() }),
        (delete(nowhere), TaskError::NotFound),
        (TaskOperation::Restore { id: task.id }, TaskError::NotDeleted),
    ] {
        let operations = vec![create("new"), rename(task.id, "first", is(1)), last];
        let rejected = rejection(write(stores, owner, operations, 1).await);
        assert_eq!(rejected, FailedOperation { index: 2, error });
    }
    assert_eq!(stored_tasks(stores, owner).await, (vec![task], 1));
}

async fn task_of_another_owner_is_not_found(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let other = add_user(stores, "bob").await;
    let task = add(stores, owner, "private").await;
    for operation in [
        rename(task.id, "stolen", ExpectedVersion::Any),
        delete(task.id),
        TaskOperation::Restore { id: task.id },
    ] {
        let rejected = rejection(write(stores, other, vec![operation], 1).await);
        assert_eq!(rejected.error, TaskError::NotFound);
    }
    assert_eq!(stored_tasks(stores, owner).await, (vec![task], 1));
}

async fn deleted_task_is_restored(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = add(stores, owner, "task").await;
    assert!(stores.tasks.delete(owner, task.id, None, at(1)).await.unwrap());
    let restore = || vec![TaskOperation::Restore { id: task.id }];
    let full = PlanRules { quota: quota_of(0), ..rules(at(2)) };
    let over = stores.tasks.write(owner, &locked_write(restore(), full, None)).await;
    assert_eq!(rejection(over).error, TaskError::Quota(QuotaExceeded::Tasks));
    let back = done(write(stores, owner, restore(), 2).await);
    let expected = Task { version: Version::new(3).unwrap(), change_seq: 3, updated_at: at(2), ..task };
    assert_eq!(back, [OperationResult::Changed(expected.clone())]);
    assert_eq!(stored_tasks(stores, owner).await, (vec![expected], 3));
}

async fn one_write_adds_many_tasks(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let number = 1500;
    let operations = (0..number).map(|n| create(&format!("task {n}"))).collect();
    let written = done(write(stores, owner, operations, 1).await);
    assert!(written.iter().enumerate().all(|(n, written)| {
        let task = written.task().unwrap();
        task.content.title.as_str() == format!("task {n}") && task.change_seq == i64::try_from(n).unwrap() + 1
    }));
    let ids: Vec<TaskId> = written.iter().filter_map(OperationResult::task).map(|task| task.id).collect();
    assert!(ids.is_sorted());
    let (tasks, seq) = stored_tasks(stores, owner).await;
    assert_eq!((tasks.len(), seq), (number, 1500));
    let next = stores.tasks.create(owner, &new_task("over"), at(2), quota_of(1500)).await;
    assert!(next.is_err(), "the new tasks must count toward the quota");
}

/// Demo tasks have a creation and a completion time in the past.
async fn task_with_a_history_is_added_unchanged(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let decide = Arc::new(|_: &LockedRows| {
        let begun = NewTask { status: Status::InProgress, ..new_task("old") };
        let old =
            AddedTask { new: begun.into(), change_seq: 2, created_at: at(1), completed_at: Some(at(5)) };
        let young =
            AddedTask { new: new_task("young").into(), change_seq: 3, created_at: at(2), completed_at: None };
        let counter = TaskCounters { seq: 3, live_tasks: 2, stored_bytes: 0 };
        let steps = vec![PlannedStep::Insert, PlannedStep::Insert];
        Ok(Plan { changed: Vec::new(), added: vec![old, young], counter, steps })
    });
    let work = LockedWrite {
        scope: LockScope::Ids(Vec::new()),
        decide,
        idempotency: None,
        quota: AMPLE_QUOTA,
        at: at(9),
    };
    let written = done(stores.tasks.write(owner, &work).await);
    let [OperationResult::Created(old), OperationResult::Created(young)] = written.as_slice() else {
        panic!("{written:?}")
    };
    let times = |task: &Task| (task.created_at, task.progress.completed_at(), task.updated_at);
    assert_eq!(times(old), (at(1), Some(at(5)), at(5)));
    assert_eq!(times(young), (at(2), None, at(2)));
    assert_eq!((old.version.get(), old.change_seq), (2, 2));
    assert_eq!((young.version.get(), young.change_seq), (1, 3));
    assert_eq!(stored_tasks(stores, owner).await, (vec![young.clone(), old.clone()], 3));
}

fn import(tasks: Vec<NewTask>, time: i64) -> LockedWrite {
    let rules = rules(at(time));
    let tasks: Arc<[Arc<NewTask>]> = tasks.into_iter().map(Arc::new).collect();
    let scope = LockScope::SameContent(tasks.clone());
    let decide = Arc::new(move |locked: &_| plan_import(&tasks, locked, &rules));
    LockedWrite { scope, decide, idempotency: None, quota: AMPLE_QUOTA, at: at(time) }
}

async fn import_adds_only_missing_tasks(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let there = add(stores, owner, "there").await;
    let gone = add(stores, owner, "gone").await;
    assert!(stores.tasks.delete(owner, gone.id, None, at(1)).await.unwrap());
    let done_one = NewTask { status: Status::Completed, ..new_task("there") };
    let file = vec![new_task("there"), new_task("gone"), done_one, new_task("there")];
    let written = done(stores.tasks.write(owner, &import(file.clone(), 2)).await);
    let [
        OperationResult::Unchanged(unchanged),
        OperationResult::Created(_),
        OperationResult::Created(_),
        OperationResult::Created(_),
    ] = written.as_slice()
    else {
        panic!("{written:?}")
    };
    assert_eq!(*unchanged, there);
    let before = stored_tasks(stores, owner).await;
    let again = done(stores.tasks.write(owner, &import(file, 3)).await);
    assert!(again.iter().all(|written| matches!(written, OperationResult::Unchanged(_))), "{again:?}");
    assert_eq!(stored_tasks(stores, owner).await, before);
}

/// An owner may have thousands of large tasks with the same title. An import must not read all of them.
async fn import_reads_at_most_one_stored_task_per_imported_task(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let content = |text: &str| NewTask::pending(described_content("same title", text));
    let there: Vec<NewTask> = (0..250)
        .map(|n| content(&format!("text {n}")))
        .chain([content("b"), content("a"), content("a")])
        .collect();
    done(stores.tasks.write(owner, &import(there, 1)).await);
    let (stored, _) = stored_tasks(stores, owner).await;
    let file: Arc<[Arc<NewTask>]> = [content("a"), content("b"), content("c")].map(Arc::new).into();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let decide = {
        let seen = seen.clone();
        Arc::new(move |locked: &LockedRows| {
            seen.lock().unwrap().clone_from(&locked.tasks);
            Ok(Plan { changed: Vec::new(), added: Vec::new(), counter: locked.counter, steps: Vec::new() })
        })
    };
    let unlocked = stores.tasks.read_with_same_content(owner, &file).await.unwrap();
    let work = LockedWrite {
        scope: LockScope::SameContent(file),
        decide,
        idempotency: None,
        quota: AMPLE_QUOTA,
        at: at(2),
    };
    assert!(done(stores.tasks.write(owner, &work).await).is_empty());
    let seen = seen.lock().unwrap().clone();
    let texts: Vec<_> =
        seen.iter().map(|record| record.task.content.description.as_ref().unwrap().as_str()).collect();
    assert_eq!(
        texts,
        ["b", "a"],
        "the tasks must be in the order of their ids, at most one for each task of the file"
    );
    assert!(seen.iter().all(|record| stored.contains(&record.task)));
    assert_eq!((&unlocked.tasks, unlocked.counter.seq), (&seen, 253));
    let missing_user = UserId::new(4711).unwrap();
    let nothing = stores
        .tasks
        .read_with_same_content(missing_user, &[Arc::new(new_task("task"))].into())
        .await
        .unwrap();
    assert_eq!(nothing, LockedRows { tasks: Vec::new(), counter: TaskCounters::default() });
}

async fn no_concurrent_toggle_is_lost(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = add(stores, owner, "task").await;
    let toggle = || vec![TaskOperation::Toggle { id: task.id, expected: ExpectedVersion::Any }];
    let toggled = join_all((0..31).map(|n| write(stores, owner, toggle(), n))).await;
    assert!(toggled.iter().all(Result::is_ok), "{toggled:?}");
    let stored = stores.tasks.find(owner, task.id).await.unwrap().unwrap();
    assert_eq!((stored.version.get(), stored.change_seq, stored.progress.is_completed()), (32, 32, true));
}

async fn concurrent_batches_respect_the_quota(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let few = || PlanRules { quota: quota_of(5), ..rules(at(0)) };
    let batches = (0..8).map(async |n| {
        if n % 2 == 0 {
            return stores.tasks.create(owner, &new_task("one"), at(0), quota_of(5)).await.is_ok();
        }
        stores.tasks.write(owner, &locked_write(vec![create("a"), create("b")], few(), None)).await.is_ok()
    });
    join_all(batches).await;
    let (tasks, seq) = stored_tasks(stores, owner).await;
    // Four single tasks and four pairs compete. A pair may be rejected when there is room for only one task.
    assert!((4..=5).contains(&tasks.len()), "{}", tasks.len());
    assert_eq!(usize::try_from(seq).unwrap(), tasks.len());
}

async fn concurrent_imports_add_each_task_once(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let file: Vec<NewTask> = (0..5).map(|n| new_task(&format!("task {n}"))).collect();
    let imports = (0..6).map(async |n| done(stores.tasks.write(owner, &import(file.clone(), n)).await));
    join_all(imports).await;
    let (tasks, seq) = stored_tasks(stores, owner).await;
    assert_eq!((tasks.len(), seq), (5, 5));
}
