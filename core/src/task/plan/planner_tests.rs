//! Tests of plans with one operation.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};

use super::{PlanRules, TaskOperation, plan};
use crate::clock::Timestamp;
use crate::ids::TaskId;
use crate::task::{
    ExpectedVersion, LockedRows, NewTask, Plan, Progress, Status, TOMBSTONE_RETENTION, TaskCounters,
    TaskError, TaskPatch, TaskRecord, Version, Workflow,
};
use crate::testing::examples::{full_content, quota_of, stored_task};

fn at(seconds: i64) -> Timestamp {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn record(id: i64, status: Status, deleted_at: Option<Timestamp>) -> TaskRecord {
    let new = NewTask { content: full_content("task"), status };
    TaskRecord { task: stored_task(id, new, at(1)), deleted_at }
}

fn decide(
    operation: TaskOperation,
    stored: TaskRecord,
    workflow: Workflow,
    now: Timestamp,
) -> Result<Plan, TaskError> {
    let live_tasks = i64::from(stored.deleted_at.is_none());
    let locked =
        LockedRows { tasks: vec![stored], counter: TaskCounters { seq: 9, live_tasks, stored_bytes: 0 } };
    let rules = PlanRules { workflow: Arc::new(workflow), quota: quota_of(5), now };
    plan(&[operation], &locked, &rules).map_err(|rejected| rejected.error)
}

fn id(number: i64) -> TaskId {
    TaskId::new(number).unwrap()
}

#[test]
fn restore_is_rejected_after_thirty_days() {
    let deleted = || record(7, Status::Completed, Some(at(100)));
    let restore = |stored, now| decide(TaskOperation::Restore { id: id(7) }, stored, Workflow::strict(), now);
    let last = at(100) + TOMBSTONE_RETENTION;
    let plan = restore(deleted(), last).unwrap();
    let back = &plan.changed[0];
    assert_eq!((back.deleted_at, back.task.version, back.task.change_seq), (None, Version::FIRST.next(), 10));
    assert_eq!(back.task.progress, deleted().task.progress, "a completed task must stay completed");
    assert_eq!(plan.counter, TaskCounters { seq: 10, live_tasks: 1, stored_bytes: 0 });
    assert_eq!(restore(deleted(), last + TimeDelta::seconds(1)), Err(TaskError::RestoreExpired));
    assert_eq!(restore(record(7, Status::Pending, None), last), Err(TaskError::NotDeleted));
    assert_eq!(restore(record(8, Status::Pending, None), last), Err(TaskError::NotFound));
}

#[test]
fn toggle_follows_the_workflow() {
    let toggle = |status, workflow| {
        let operation = TaskOperation::Toggle { id: id(7), expected: ExpectedVersion::Any };
        decide(operation, record(7, status, None), workflow, at(20))
    };
    assert!(matches!(toggle(Status::Pending, Workflow::strict()), Err(TaskError::Transition(_))));
    let done = toggle(Status::Pending, Workflow::open()).unwrap();
    assert_eq!(done.changed[0].task.progress, Progress::Completed { at: at(20) });
}

#[test]
fn edit_without_changes_writes_nothing() {
    let edit = TaskOperation::Edit { id: id(7), patch: TaskPatch::default(), expected: ExpectedVersion::Any };
    let plan = decide(edit, record(7, Status::Pending, None), Workflow::open(), at(20)).unwrap();
    assert!(plan.is_empty());
    assert_eq!(plan.counter, TaskCounters { seq: 9, live_tasks: 1, stored_bytes: 0 });
}

#[test]
fn deleted_task_is_neither_edited_nor_deleted() {
    let expected = ExpectedVersion::Any;
    for operation in [
        TaskOperation::Edit { id: id(7), patch: TaskPatch::default(), expected: expected.clone() },
        TaskOperation::Toggle { id: id(7), expected: expected.clone() },
        TaskOperation::Delete { id: id(7), expected },
    ] {
        let deleted = record(7, Status::Pending, Some(at(5)));
        assert_eq!(decide(operation, deleted, Workflow::open(), at(20)), Err(TaskError::NotFound));
    }
}
