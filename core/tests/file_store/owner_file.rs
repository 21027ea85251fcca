//! All rows of one owner, and the changes to these rows.

use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::task::{
    AddedTask, ContentMatcher, CounterDelta, IdempotencyRecord, KEY_LIFETIME, LockScope, LockedRows,
    LockedWrite, OperationResult, Outcome, Plan, QuotaExceeded, StorageQuota, Task, TaskCounters, TaskRecord,
    WriteTasksError, key_bytes,
};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OwnerFile {
    pub(crate) counter: TaskCounters,
    /// In order of id.
    pub(crate) tasks: Vec<TaskRecord>,
    pub(crate) keys: Vec<IdempotencyRecord>,
}

impl OwnerFile {
    pub(crate) fn live(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|record| record.deleted_at.is_none()).map(|record| &record.task)
    }

    pub(crate) fn find_live(&mut self, id: TaskId) -> Option<&mut TaskRecord> {
        self.tasks.iter_mut().find(|record| record.deleted_at.is_none() && record.task.id == id)
    }

    /// Counts one write, and returns its sequence number.
    pub(crate) fn count_write(
        &mut self,
        growth: CounterDelta,
        quota: StorageQuota,
    ) -> Result<i64, QuotaExceeded> {
        let counted = self.counter.with_delta(growth);
        quota.check(counted, growth)?;
        self.counter = TaskCounters { seq: counted.seq + 1, ..counted };
        Ok(self.counter.seq)
    }

    pub(crate) fn add(&mut self, owner: UserId, id: TaskId, added: &AddedTask) -> Task {
        let task = Task {
            id,
            owner_id: owner,
            content: added.new.content.clone(),
            progress: added.progress(),
            version: added.version(),
            change_seq: added.change_seq,
            created_at: added.created_at,
            updated_at: added.updated_at(),
        };
        self.tasks.push(TaskRecord { task: task.clone(), deleted_at: None });
        task
    }

    pub(crate) fn locked(&self, scope: &LockScope) -> LockedRows {
        let tasks = match scope {
            LockScope::Ids(ids) => {
                self.tasks.iter().filter(|record| ids.contains(&record.task.id)).cloned().collect()
            }
            LockScope::SameContent(wanted) => {
                let matcher = ContentMatcher::new(wanted);
                let live = self.tasks.iter().filter(|record| record.deleted_at.is_none());
                live.filter(|record| matcher.claims(&record.task)).cloned().collect()
            }
        };
        LockedRows { tasks, counter: self.counter }
    }

    /// Calls `work.decide`, and applies the plan. After an error, the caller must discard this value.
    pub(crate) fn write(
        &mut self,
        owner: UserId,
        work: &LockedWrite,
        mut next_id: impl FnMut() -> TaskId,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        if let Some(request) = &work.idempotency {
            self.remove_expired_key(request.key.as_str(), work.at);
            if let Some(record) = self.keys.iter().find(|record| record.key == request.key) {
                return Ok(Outcome::Replayed(record.clone().response_to(request.digest)?));
            }
        }
        let plan = (work.decide)(&self.locked(&work.scope))?;
        let operations = plan.steps.len();
        let added = self.apply(owner, &plan, &mut next_id);
        let results = plan.results(added);
        if let Some(request) = &work.idempotency {
            let response = (request.render)(&results);
            let bytes = key_bytes(&request.key, &response.body);
            self.counter = work.count_key(self.counter, bytes, operations)?;
            let (key, digest) = (request.key.clone(), request.digest);
            self.keys.push(IdempotencyRecord { key, digest, response, created_at: work.at });
        }
        Ok(Outcome::Fresh(results))
    }

    fn apply(&mut self, owner: UserId, plan: &Plan, next_id: &mut impl FnMut() -> TaskId) -> Vec<Task> {
        self.counter = plan.counter;
        for changed in &plan.changed {
            let stored = self.tasks.iter_mut().find(|record| record.task.id == changed.task.id);
            if let Some(stored) = stored {
                *stored = changed.clone();
            }
        }
        plan.added.iter().map(|added| self.add(owner, next_id(), added)).collect()
    }

    fn remove_expired_key(&mut self, key: &str, now: Timestamp) {
        let expired = |record: &IdempotencyRecord| {
            record.key.as_str() == key && record.created_at <= now - KEY_LIFETIME
        };
        let freed: i64 = self
            .keys
            .iter()
            .filter(|record| expired(record))
            .map(|record| key_bytes(&record.key, &record.response.body))
            .sum();
        self.keys.retain(|record| !expired(record));
        self.counter = self.counter.with_delta(CounterDelta { tasks: 0, bytes: -freed });
    }
}
