//! Writes that are decided while the rows are locked.

use std::sync::Arc;

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::plan::expect_replayable;
use crate::task::{
    ChangeTaskError, Done, Once, Reads, Task, TaskOperation, TaskWork, WriteTasksError, Written, plan,
};

impl TaskService {
    /// Carries out all operations, or none.
    pub(super) async fn write_all(
        &self,
        owner: UserId,
        operations: Vec<TaskOperation>,
        once: Option<Once>,
    ) -> Result<Done<Vec<Written>>, WriteTasksError> {
        let rules = self.rules();
        let mut ids: Vec<TaskId> = operations.iter().filter_map(TaskOperation::task).collect();
        ids.sort_unstable();
        ids.dedup();
        let (at, quota) = (rules.now, rules.quota);
        let is_stored = once.is_some();
        let decide = Arc::new(move |locked: &_| {
            let plan = plan(&operations, locked, &rules)?;
            if is_stored {
                expect_replayable(&plan)?;
            }
            Ok(plan)
        });
        let work = TaskWork { reads: Reads::Tasks(ids), decide, once, quota, at };
        self.write(owner, &work).await
    }

    pub(super) async fn write(
        &self,
        owner: UserId,
        work: &TaskWork,
    ) -> Result<Done<Vec<Written>>, WriteTasksError> {
        let done = self.write_with_room(owner, work).await?;
        if let Done::Now(written) = &done
            && written.iter().any(|written| !matches!(written, Written::Unchanged(_)))
        {
            self.announce_change(owner);
        }
        Ok(done)
    }

    pub(super) async fn write_one(
        &self,
        owner: UserId,
        operation: TaskOperation,
        once: Option<Once>,
    ) -> Result<Done<Task>, ChangeTaskError> {
        match self.write_all(owner, vec![operation], once).await? {
            Done::Before(answer) => Ok(Done::Before(answer)),
            Done::Now(written) => {
                let task = written.first().and_then(Written::task).cloned();
                // The store did not write what was planned.
                task.map(Done::Now).ok_or(StoreError::Conflict.into())
            }
        }
    }
}

/// For a write without an idempotency key, which is never replayed.
pub(super) fn now(done: Done<Task>) -> Result<Task, ChangeTaskError> {
    match done {
        Done::Now(task) => Ok(task),
        Done::Before(_) => Err(StoreError::Conflict.into()),
    }
}
