//! The plan of several operations, each decided on what those before it left.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::ids::TaskId;
use crate::task::{
    AddedTask, Counter, Expected, Growth, KEPT_AFTER_DELETION, KeptTask, Locked, NewTask, Plan, PlannedStep,
    QuotaExceeded, Refusal, Refused, StorageQuota, TaskChange, TaskOperation, TaskPatch, Workflow, Written,
};

/// What operations are decided by.
#[derive(Debug, Clone)]
pub struct Rules {
    pub workflow: Arc<Workflow>,
    pub quota: StorageQuota,
    pub now: Timestamp,
}

/// Decides all operations. The first one that is rejected rejects all of them.
pub fn plan(operations: &[TaskOperation], locked: &Locked, rules: &Rules) -> Result<Plan, Refused> {
    let mut planning = Planning::new(locked, rules);
    for (index, operation) in operations.iter().enumerate() {
        planning.add(operation).map_err(|refusal| Refused { operation: index, refusal })?;
    }
    planning.finish()
}

/// A plan that is being made.
pub(super) struct Planning<'a> {
    rules: &'a Rules,
    tasks: Vec<KeptTask>,
    changed: Vec<TaskId>,
    added: Vec<AddedTask>,
    counter: Counter,
    steps: Vec<PlannedStep>,
    /// The first step that grew the owner's bytes beyond the quota.
    first_without_room: Option<(usize, Growth)>,
}

impl<'a> Planning<'a> {
    pub(super) fn new(locked: &Locked, rules: &'a Rules) -> Self {
        Self { tasks: locked.tasks.clone(), ..Self::adding(locked.counter, rules) }
    }

    /// For a plan that only adds tasks.
    pub(super) fn adding(counter: Counter, rules: &'a Rules) -> Self {
        Self {
            rules,
            tasks: Vec::new(),
            changed: Vec::new(),
            added: Vec::new(),
            counter,
            steps: Vec::new(),
            first_without_room: None,
        }
    }

    fn add(&mut self, operation: &TaskOperation) -> Result<(), Refusal> {
        match operation {
            TaskOperation::Create(new) => self.create(Arc::new(new.clone())),
            TaskOperation::Edit { id, patch, expected } => self.edit(*id, patch, expected),
            TaskOperation::Toggle { id, expected } => self.toggle(*id, expected),
            TaskOperation::Delete { id, expected } => self.delete(*id, expected),
            TaskOperation::Restore { id } => self.restore(*id),
        }
    }

    pub(super) fn create(&mut self, new: Arc<NewTask>) -> Result<(), Refusal> {
        self.count(Growth { tasks: 1, bytes: new.content.stored_bytes() })?;
        let change_seq = self.next_seq();
        let created_at = self.rules.now;
        self.added.push(AddedTask { new, change_seq, created_at, completed_at: None });
        self.steps.push(PlannedStep::Add);
        Ok(())
    }

    /// A step that changes nothing.
    pub(super) fn leave(&mut self, kept: &KeptTask) {
        self.steps.push(PlannedStep::Is(Written::Unchanged(kept.task.clone())));
    }

    fn edit(&mut self, id: TaskId, patch: &TaskPatch, expected: &Expected) -> Result<(), Refusal> {
        let kept = self.expected(id, expected)?;
        let Some(change) = kept.task.edit(patch, &self.rules.workflow, self.rules.now)? else {
            self.leave(&kept);
            return Ok(());
        };
        self.change(change)
    }

    fn toggle(&mut self, id: TaskId, expected: &Expected) -> Result<(), Refusal> {
        let kept = self.expected(id, expected)?;
        self.change(kept.task.toggle(&self.rules.workflow, self.rules.now)?)
    }

    fn change(&mut self, change: TaskChange) -> Result<(), Refusal> {
        self.count(Growth { tasks: 0, bytes: change.growth })?;
        let kept = self.put(KeptTask { task: change.task, deleted_at: None });
        self.steps.push(PlannedStep::Is(Written::Changed(kept.task)));
        Ok(())
    }

    fn delete(&mut self, id: TaskId, expected: &Expected) -> Result<(), Refusal> {
        let kept = self.expected(id, expected)?;
        self.count(Growth { tasks: -1, bytes: 0 })?;
        let now = self.rules.now;
        self.put(KeptTask { deleted_at: Some(now), ..written_once_more(kept, now) });
        self.steps.push(PlannedStep::Is(Written::Deleted(id)));
        Ok(())
    }

    fn restore(&mut self, id: TaskId) -> Result<(), Refusal> {
        let kept = self.find(id).ok_or(Refusal::NotFound)?.clone();
        let now = self.rules.now;
        let deleted_at = kept.deleted_at.ok_or(Refusal::NotDeleted)?;
        if deleted_at < now - KEPT_AFTER_DELETION {
            return Err(Refusal::RestoreExpired);
        }
        // Its bytes are counted already.
        self.count(Growth { tasks: 1, bytes: 0 })?;
        let kept = self.put(KeptTask { deleted_at: None, ..written_once_more(kept, now) });
        self.steps.push(PlannedStep::Is(Written::Changed(kept.task)));
        Ok(())
    }

    fn find(&self, id: TaskId) -> Option<&KeptTask> {
        self.tasks.iter().find(|kept| kept.task.id == id)
    }

    /// The task, if it is not deleted and has an expected version.
    fn expected(&self, id: TaskId, expected: &Expected) -> Result<KeptTask, Refusal> {
        let kept = self.find(id).filter(|kept| kept.deleted_at.is_none()).ok_or(Refusal::NotFound)?;
        if expected.allows(kept.task.version) {
            Ok(kept.clone())
        } else {
            Err(Refusal::Stale { current: kept.task.version })
        }
    }

    /// Counts the next step. Missing bytes are only noted: a later step may free them.
    fn count(&mut self, growth: Growth) -> Result<(), Refusal> {
        self.counter = self.counter.grown_by(growth);
        match self.rules.quota.check(self.counter, growth) {
            Err(QuotaExceeded::Bytes { .. }) => {
                self.first_without_room.get_or_insert((self.steps.len(), growth));
                Ok(())
            }
            checked => Ok(checked?),
        }
    }

    fn next_seq(&mut self) -> i64 {
        self.counter.seq += 1;
        self.counter.seq
    }

    /// Replaces a task, and gives it the owner's next number.
    fn put(&mut self, mut kept: KeptTask) -> KeptTask {
        kept.task.change_seq = self.next_seq();
        let id = kept.task.id;
        if let Some(stored) = self.tasks.iter_mut().find(|stored| stored.task.id == id) {
            *stored = kept.clone();
        }
        if !self.changed.contains(&id) {
            self.changed.push(id);
        }
        kept
    }

    /// Checks the bytes after all steps: a later step may free what an earlier one needs, and the error says how much is
    /// missing for all of them.
    pub(super) fn finish(self) -> Result<Plan, Refused> {
        let Self { tasks, changed, added, counter, steps, first_without_room, rules } = self;
        if let Some((operation, growth)) = first_without_room {
            let checked = rules.quota.check(counter, growth);
            checked.map_err(|exceeded| Refused { operation, refusal: exceeded.into() })?;
        }
        let changed = tasks.into_iter().filter(|kept| changed.contains(&kept.task.id)).collect();
        Ok(Plan { changed, added, counter, steps })
    }
}

fn written_once_more(mut kept: KeptTask, now: Timestamp) -> KeptTask {
    kept.task.version = kept.task.version.next();
    kept.task.updated_at = now;
    kept
}
