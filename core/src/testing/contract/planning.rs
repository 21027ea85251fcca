//! Helpers for the contracts of [`TaskStore::write`](crate::task::TaskStore::write).

use std::sync::Arc;

use super::suite::HIGH_TASK_QUOTA;
use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::stores::Stores;
use crate::task::{
    ExpectedVersion, FailedOperation, IdempotentRequest, LockScope, LockedWrite, OperationResult, Outcome,
    Page, PlanRules, Task, TaskContentPatch, TaskOperation, TaskPatch, TaskQuery, Title, Workflow,
    WriteTasksError, plan,
};
use crate::testing::examples::{at, new_task};

pub(super) fn rules(now: Timestamp) -> PlanRules {
    PlanRules { workflow: Arc::new(Workflow::open()), quota: HIGH_TASK_QUOTA, now }
}

pub(super) fn locked_write(
    operations: Vec<TaskOperation>,
    rules: PlanRules,
    idempotency: Option<IdempotentRequest>,
) -> LockedWrite {
    let ids = operations.iter().filter_map(TaskOperation::task).collect();
    let (at, quota) = (rules.now, rules.quota);
    let decide = Arc::new(move |locked: &_| plan(&operations, locked, &rules));
    LockedWrite { scope: LockScope::Ids(ids), decide, idempotency, quota, at }
}

pub(super) type WriteOutcome = Result<Outcome<Vec<OperationResult>>, WriteTasksError>;

pub(super) async fn write(
    stores: &Stores,
    owner: UserId,
    operations: Vec<TaskOperation>,
    time: i64,
) -> WriteOutcome {
    stores.tasks.write(owner, &locked_write(operations, rules(at(time)), None)).await
}

pub(super) fn done(outcome: WriteOutcome) -> Vec<OperationResult> {
    match outcome.unwrap() {
        Outcome::Fresh(written) => written,
        Outcome::Replayed(response) => panic!("replayed: {response:?}"),
    }
}

pub(super) fn rejection(outcome: WriteOutcome) -> FailedOperation {
    match outcome {
        Err(WriteTasksError::Operation(rejected)) => rejected,
        other => panic!("not rejected: {other:?}"),
    }
}

pub(super) fn create(title: &str) -> TaskOperation {
    TaskOperation::Create(new_task(title))
}

pub(super) async fn stored_tasks(stores: &Stores, owner: UserId) -> (Vec<Task>, i64) {
    let found = stores.tasks.list(owner, &TaskQuery::unfiltered(Page::ALL)).await.unwrap();
    (found.tasks, found.seq)
}

pub(super) async fn add(stores: &Stores, owner: UserId, title: &str) -> Task {
    stores.tasks.create(owner, &new_task(title), at(0), HIGH_TASK_QUOTA).await.unwrap()
}

pub(super) fn rename(id: TaskId, title: &str, expected: ExpectedVersion) -> TaskOperation {
    let content = TaskContentPatch { title: Title::parse(title).ok(), ..TaskContentPatch::default() };
    let patch = TaskPatch { content, ..TaskPatch::default() };
    TaskOperation::Edit { id, patch, expected }
}
