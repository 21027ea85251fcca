//! Plans several operations. Each operation sees the results of the previous operations.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::ids::TaskId;
use crate::task::{
    AddedTask, CounterDelta, ExpectedVersion, FailedOperation, LockedRows, NewTask, OperationResult, Plan,
    PlannedStep, QuotaExceeded, StorageQuota, TOMBSTONE_RETENTION, TaskChange, TaskCounters, TaskError,
    TaskOperation, TaskPatch, TaskRecord, Workflow,
};

/// The rules and the time for planning operations.
#[derive(Debug, Clone)]
pub struct PlanRules {
    /// The allowed transitions between statuses.
    pub workflow: Arc<Workflow>,
    /// The owner's storage quota.
    pub quota: StorageQuota,
    /// The time of the write.
    pub now: Timestamp,
}

/// Plans all operations. If an operation is rejected, returns its error instead of a plan.
pub fn plan(
    operations: &[TaskOperation],
    locked: &LockedRows,
    rules: &PlanRules,
) -> Result<Plan, FailedOperation> {
    let mut planner = Planner::new(locked, rules);
    for (index, operation) in operations.iter().enumerate() {
        planner.add(operation).map_err(|error| FailedOperation { index, error })?;
    }
    planner.finish()
}

/// An unfinished plan.
pub(super) struct Planner<'a> {
    rules: &'a PlanRules,
    tasks: Vec<TaskRecord>,
    changed: Vec<TaskId>,
    added: Vec<AddedTask>,
    counter: TaskCounters,
    steps: Vec<PlannedStep>,
    /// The first step that exceeded the byte quota.
    first_over_quota: Option<(usize, CounterDelta)>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(locked: &LockedRows, rules: &'a PlanRules) -> Self {
        Self { tasks: locked.tasks.clone(), ..Self::for_additions(locked.counter, rules) }
    }

    /// Creates a planner for a plan that only adds tasks.
    pub(super) fn for_additions(counter: TaskCounters, rules: &'a PlanRules) -> Self {
        Self {
            rules,
            tasks: Vec::new(),
            changed: Vec::new(),
            added: Vec::new(),
            counter,
            steps: Vec::new(),
            first_over_quota: None,
        }
    }

    fn add(&mut self, operation: &TaskOperation) -> Result<(), TaskError> {
        match operation {
            TaskOperation::Create(new) => self.create(Arc::new(new.clone())),
            TaskOperation::Edit { id, patch, expected } => self.edit(*id, patch, expected),
            TaskOperation::Toggle { id, expected } => self.toggle(*id, expected),
            TaskOperation::Delete { id, expected } => self.delete(*id, expected),
            TaskOperation::Restore { id } => self.restore(*id),
        }
    }

    pub(super) fn create(&mut self, new: Arc<NewTask>) -> Result<(), TaskError> {
        self.count(CounterDelta { tasks: 1, bytes: new.content.stored_bytes() })?;
        let change_seq = self.next_seq();
        let created_at = self.rules.now;
        self.added.push(AddedTask { new, change_seq, created_at, completed_at: None });
        self.steps.push(PlannedStep::Insert);
        Ok(())
    }

    /// Adds a step that does not change the task.
    pub(super) fn leave_unchanged(&mut self, record: &TaskRecord) {
        self.steps.push(PlannedStep::Known(OperationResult::Unchanged(record.task.clone())));
    }

    fn edit(&mut self, id: TaskId, patch: &TaskPatch, expected: &ExpectedVersion) -> Result<(), TaskError> {
        let record = self.find_expected(id, expected)?;
        let Some(change) = record.task.edit(patch, &self.rules.workflow, self.rules.now)? else {
            self.leave_unchanged(&record);
            return Ok(());
        };
        self.change(change)
    }

    fn toggle(&mut self, id: TaskId, expected: &ExpectedVersion) -> Result<(), TaskError> {
        let record = self.find_expected(id, expected)?;
        self.change(record.task.toggle(&self.rules.workflow, self.rules.now)?)
    }

    fn change(&mut self, change: TaskChange) -> Result<(), TaskError> {
        self.count(CounterDelta { tasks: 0, bytes: change.growth })?;
        let record = self.replace(TaskRecord { task: change.task, deleted_at: None });
        self.steps.push(PlannedStep::Known(OperationResult::Changed(record.task)));
        Ok(())
    }

    fn delete(&mut self, id: TaskId, expected: &ExpectedVersion) -> Result<(), TaskError> {
        let record = self.find_expected(id, expected)?;
        self.count(CounterDelta { tasks: -1, bytes: 0 })?;
        let now = self.rules.now;
        self.replace(TaskRecord { deleted_at: Some(now), ..with_next_version(record, now) });
        self.steps.push(PlannedStep::Known(OperationResult::Deleted(id)));
        Ok(())
    }

    fn restore(&mut self, id: TaskId) -> Result<(), TaskError> {
        let record = self.find(id).ok_or(TaskError::NotFound)?.clone();
        let now = self.rules.now;
        let deleted_at = record.deleted_at.ok_or(TaskError::NotDeleted)?;
        if deleted_at < now - TOMBSTONE_RETENTION {
            return Err(TaskError::RestoreExpired);
        }
        // The bytes of a deleted task are still counted.
        self.count(CounterDelta { tasks: 1, bytes: 0 })?;
        let record = self.replace(TaskRecord { deleted_at: None, ..with_next_version(record, now) });
        self.steps.push(PlannedStep::Known(OperationResult::Changed(record.task)));
        Ok(())
    }

    fn find(&self, id: TaskId) -> Option<&TaskRecord> {
        self.tasks.iter().find(|record| record.task.id == id)
    }

    /// Returns the task if it is not deleted and has an expected version.
    fn find_expected(&self, id: TaskId, expected: &ExpectedVersion) -> Result<TaskRecord, TaskError> {
        let record = self.find(id).filter(|record| record.deleted_at.is_none()).ok_or(TaskError::NotFound)?;
        if expected.allows(record.task.version) {
            Ok(record.clone())
        } else {
            Err(TaskError::Stale { current: record.task.version })
        }
    }

    /// Counts the next step. Exceeding the byte quota is not an error yet, because a later step may free bytes.
    fn count(&mut self, growth: CounterDelta) -> Result<(), TaskError> {
        self.counter = self.counter.with_delta(growth);
        match self.rules.quota.check(self.counter, growth) {
            Err(QuotaExceeded::Bytes { .. }) => {
                self.first_over_quota.get_or_insert((self.steps.len(), growth));
                Ok(())
            }
            checked => Ok(checked?),
        }
    }

    fn next_seq(&mut self) -> i64 {
        self.counter.seq += 1;
        self.counter.seq
    }

    /// Replaces a task, and assigns the owner's next sequence number to it.
    fn replace(&mut self, mut record: TaskRecord) -> TaskRecord {
        record.task.change_seq = self.next_seq();
        let id = record.task.id;
        if let Some(stored) = self.tasks.iter_mut().find(|stored| stored.task.id == id) {
            *stored = record.clone();
        }
        if !self.changed.contains(&id) {
            self.changed.push(id);
        }
        record
    }

    /// Returns the plan. Checks the byte quota only now, because a later step may free the bytes that an earlier step needs.
    /// The error contains the excess of all steps together.
    pub(super) fn finish(self) -> Result<Plan, FailedOperation> {
        let Self { tasks, changed, added, counter, steps, first_over_quota, rules } = self;
        if let Some((index, growth)) = first_over_quota {
            let checked = rules.quota.check(counter, growth);
            checked.map_err(|exceeded| FailedOperation { index, error: exceeded.into() })?;
        }
        let changed = tasks.into_iter().filter(|record| changed.contains(&record.task.id)).collect();
        Ok(Plan { changed, added, counter, steps })
    }
}

fn with_next_version(mut record: TaskRecord, now: Timestamp) -> TaskRecord {
    record.task.version = record.task.version.next();
    record.task.updated_at = now;
    record
}
