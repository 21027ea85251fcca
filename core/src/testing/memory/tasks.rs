//! Tasks in memory.

use std::sync::Arc;

use async_trait::async_trait;

use super::MemoryDatabase;
use super::database::Rows;
use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{
    AddedTask, ChangesPage, ContentMatcher, CounterDelta, CreateTaskError, DueDate, IdempotencyRecord,
    KEY_LIFETIME, LockScope, LockedRows, LockedWrite, NewTask, OperationResult, Outcome, Plan, QuotaExceeded,
    ReadLimit, Status, StorageQuota, Task, TaskChange, TaskCounters, TaskFilter, TaskList, TaskQuery,
    TaskRecord, TaskStore, TaskSummary, Version, WriteTasksError, key_bytes,
};

#[async_trait]
impl TaskStore for MemoryDatabase {
    async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        at: Timestamp,
        quota: StorageQuota,
    ) -> Result<Task, CreateTaskError> {
        let mut rows = self.rows();
        if !rows.has_user(owner) {
            return Err(CreateTaskError::OwnerDeleted);
        }
        let growth = CounterDelta { tasks: 1, bytes: new.content.stored_bytes() };
        let change_seq = rows.count_write(owner, growth, quota)?;
        let new = new.clone();
        Ok(rows.add(owner, &AddedTask { new: new.into(), change_seq, created_at: at, completed_at: None }))
    }

    async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError> {
        Ok(self.rows().live(owner, id).map(|row| row.task.clone()))
    }

    async fn list(&self, owner: UserId, query: &TaskQuery) -> Result<TaskList, StoreError> {
        let rows = self.rows();
        let mut tasks: Vec<Task> =
            rows.live_of(owner).filter(|task| query.filter.matches(task)).cloned().collect();
        let place = |task: &Task| query.sort.position_of(task);
        tasks.sort_by(|a, b| query.sort.compare(&place(a), &place(b)));
        if let Some(after) = &query.after {
            tasks.retain(|task| query.sort.compare(&place(task), after).is_gt());
        }
        let skip = usize::try_from(query.page.skip()).unwrap_or(usize::MAX);
        let (tasks, has_more) = query.page.read_limit().collect_rows(tasks.into_iter().skip(skip).map(Ok))?;
        Ok(TaskList { seq: rows.seq(owner), tasks, has_more })
    }

    async fn count(&self, owner: UserId, filter: &TaskFilter) -> Result<i64, StoreError> {
        Ok(count(self.rows().live_of(owner), |task| filter.matches(task)))
    }

    async fn summarize(&self, owner: UserId, today: DueDate) -> Result<TaskSummary, StoreError> {
        let rows = self.rows();
        Ok(summary(rows.seq(owner), rows.live_of(owner), today))
    }

    async fn sequence(&self, owner: UserId) -> Result<i64, StoreError> {
        Ok(self.rows().seq(owner))
    }

    async fn read_changes(
        &self,
        owner: UserId,
        since: i64,
        limit: ReadLimit,
    ) -> Result<ChangesPage, StoreError> {
        let rows = self.rows();
        let newer = |record: &&TaskRecord| record.task.owner_id == owner && record.task.change_seq > since;
        let mut tasks: Vec<TaskRecord> = rows.tasks.iter().filter(newer).cloned().collect();
        tasks.sort_by_key(|record| record.task.change_seq);
        let (tasks, has_more) = limit.collect_rows(tasks.into_iter().map(Ok))?;
        let purged_seq = rows.counters.get(&owner).map_or(0, |counter| counter.purged_seq);
        Ok(ChangesPage { seq: rows.seq(owner), purged_seq, tasks, has_more })
    }

    async fn scan(
        &self,
        owner: UserId,
        after: Option<TaskId>,
        limit: ReadLimit,
    ) -> Result<Vec<TaskRecord>, StoreError> {
        let rows = self.rows();
        let own = rows.tasks.iter().filter(|row| row.task.owner_id == owner);
        // The rows are in order of id.
        let next = own.filter(|row| after.is_none_or(|after| row.task.id > after));
        Ok(limit.collect_rows(next.cloned().map(Ok))?.0)
    }

    async fn read_with_same_content(
        &self,
        owner: UserId,
        tasks: &Arc<[Arc<NewTask>]>,
    ) -> Result<LockedRows, StoreError> {
        Ok(self.rows().locked(owner, &LockScope::SameContent(tasks.clone())))
    }

    async fn save(&self, change: &TaskChange, quota: StorageQuota) -> Result<Task, StoreError> {
        let TaskChange { from_version, task: wanted, growth } = change;
        let owner = wanted.owner_id;
        let mut rows = self.rows();
        let stored = rows.live(owner, wanted.id).filter(|row| row.task.version == *from_version);
        let created_at = stored.ok_or(StoreError::Conflict)?.task.created_at;
        let growth = CounterDelta { tasks: 0, bytes: *growth };
        let change_seq = rows.count_write(owner, growth, quota).map_err(|_exceeded| StoreError::Conflict)?;
        let task = Task { change_seq, created_at, ..wanted.clone() };
        rows.live(owner, wanted.id).unwrap().task = task.clone();
        Ok(task)
    }

    async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let Some(row) = rows.live(owner, id) else { return Ok(false) };
        if version.is_some_and(|version| version != row.task.version) {
            return Ok(false);
        }
        // A deletion is allowed with any quota.
        let quota = StorageQuota { max_tasks: 0, max_bytes: 0 };
        let change_seq = rows.count_write(owner, CounterDelta { tasks: -1, bytes: 0 }, quota).unwrap();
        let row = rows.live(owner, id).unwrap();
        let version = row.task.version.next();
        row.task = Task { version, change_seq, updated_at: at, ..row.task.clone() };
        row.deleted_at = Some(at);
        Ok(true)
    }

    async fn write(
        &self,
        owner: UserId,
        work: &LockedWrite,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        let mut rows = self.rows();
        if !rows.has_user(owner) {
            return Err(WriteTasksError::OwnerDeleted);
        }
        if let Some(idempotency) = &work.idempotency {
            rows.purge_keys(owner, |record| {
                record.key == idempotency.key && record.created_at <= work.at - KEY_LIFETIME
            });
            let record =
                rows.keys.iter().find(|(user, record)| (*user, &record.key) == (owner, &idempotency.key));
            if let Some((_, record)) = record {
                return Ok(Outcome::Replayed(record.clone().response_to(idempotency.digest)?));
            }
        }
        let plan = (work.decide)(&rows.locked(owner, &work.scope))?;
        let before = work.idempotency.as_ref().map(|_| (rows.tasks.clone(), rows.counter(owner)));
        let (counter, operations) = (plan.counter, plan.steps.len());
        let added = rows.carry_out(owner, &plan);
        let written = plan.results(added);
        if let Some(idempotency) = &work.idempotency {
            let (key, response) = (idempotency.key.clone(), (idempotency.render)(&written));
            match work.count_key(counter, key_bytes(&key, &response.body), operations) {
                Ok(counter) => rows.counters.entry(owner).or_default().counter = counter,
                Err(rejected) => {
                    let (tasks, counter) = before.unwrap();
                    rows.tasks = tasks;
                    rows.counters.entry(owner).or_default().counter = counter;
                    return Err(rejected.into());
                }
            }
            let record = IdempotencyRecord { key, digest: idempotency.digest, response, created_at: work.at };
            rows.keys.push((owner, record));
        }
        Ok(Outcome::Fresh(written))
    }
}

pub(super) fn summary<'a>(seq: i64, tasks: impl Iterator<Item = &'a Task>, today: DueDate) -> TaskSummary {
    let tasks: Vec<&Task> = tasks.collect();
    let with = |status| count(tasks.iter().copied(), |task| task.progress.status() == status);
    let is_overdue =
        |task: &Task| !task.progress.is_completed() && task.content.due_date.is_some_and(|due| due < today);
    TaskSummary {
        seq,
        pending: with(Status::Pending),
        in_progress: with(Status::InProgress),
        completed: with(Status::Completed),
        overdue: count(tasks.iter().copied(), is_overdue),
    }
}

impl MemoryDatabase {
    pub(super) fn live_tasks(&self, owner: UserId) -> Vec<Task> {
        self.rows().live_of(owner).cloned().collect()
    }
}

fn count<'a>(tasks: impl Iterator<Item = &'a Task>, wanted: impl Fn(&Task) -> bool) -> i64 {
    i64::try_from(tasks.filter(|task| wanted(task)).count()).unwrap()
}

impl Rows {
    fn seq(&self, owner: UserId) -> i64 {
        self.counters.get(&owner).map_or(0, |counter| counter.counter.seq)
    }

    fn live(&mut self, owner: UserId, id: TaskId) -> Option<&mut TaskRecord> {
        self.tasks
            .iter_mut()
            .find(|row| row.deleted_at.is_none() && row.task.owner_id == owner && row.task.id == id)
    }

    fn live_of(&self, owner: UserId) -> impl Iterator<Item = &Task> {
        let live = self.tasks.iter().filter(|row| row.deleted_at.is_none());
        live.map(|row| &row.task).filter(move |task| task.owner_id == owner)
    }

    fn add(&mut self, owner: UserId, added: &AddedTask) -> Task {
        self.last_task += 1;
        let AddedTask { new, change_seq, created_at, completed_at: _ } = added.clone();
        let new = Arc::unwrap_or_clone(new);
        let task = Task {
            id: TaskId::new(self.last_task).unwrap(),
            owner_id: owner,
            content: new.content,
            progress: added.progress(),
            version: added.version(),
            change_seq,
            created_at,
            updated_at: added.updated_at(),
        };
        self.tasks.push(TaskRecord { task: task.clone(), deleted_at: None });
        task
    }

    /// Counts one write and returns its sequence number, if the quota allows the write.
    fn count_write(
        &mut self,
        owner: UserId,
        growth: CounterDelta,
        quota: StorageQuota,
    ) -> Result<i64, QuotaExceeded> {
        let counted = self.counter(owner).with_delta(growth);
        quota.check(counted, growth)?;
        let seq = counted.seq + 1;
        self.counters.entry(owner).or_default().counter = TaskCounters { seq, ..counted };
        Ok(seq)
    }

    fn locked(&self, owner: UserId, scope: &LockScope) -> LockedRows {
        let matcher =
            ContentMatcher::new(if let LockScope::SameContent(tasks) = scope { tasks } else { &[] });
        let wanted = |record: &&TaskRecord| match scope {
            LockScope::Ids(ids) => ids.contains(&record.task.id),
            LockScope::SameContent(_) => record.deleted_at.is_none() && matcher.claims(&record.task),
        };
        let own = self.tasks.iter().filter(|record| record.task.owner_id == owner);
        LockedRows { tasks: own.filter(wanted).cloned().collect(), counter: self.counter(owner) }
    }

    pub(super) fn counter(&self, owner: UserId) -> TaskCounters {
        self.counters.get(&owner).map_or_else(Default::default, |counter| counter.counter)
    }

    fn carry_out(&mut self, owner: UserId, plan: &Plan) -> Vec<Task> {
        self.counters.entry(owner).or_default().counter = plan.counter;
        for record in &plan.changed {
            let mut stored = self.tasks.iter_mut().filter(|stored| stored.task.id == record.task.id);
            *stored.next().unwrap() = record.clone();
        }
        plan.added.iter().map(|added| self.add(owner, added)).collect()
    }
}
