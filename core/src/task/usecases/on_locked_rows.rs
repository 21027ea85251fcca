//! Writes that are decided while the rows are locked.

use std::sync::Arc;

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::plan::expect_replayable;
use crate::task::{
    ChangeTaskError, IdempotentRequest, LockScope, LockedWrite, OperationResult, Outcome, Task,
    TaskOperation, WriteTasksError, plan,
};

impl TaskService {
    /// Carries out all operations in one atomic step.
    pub(super) async fn write_all(
        &self,
        owner: UserId,
        operations: Vec<TaskOperation>,
        idempotency: Option<IdempotentRequest>,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        let rules = self.rules();
        let mut ids: Vec<TaskId> = operations.iter().filter_map(TaskOperation::task).collect();
        ids.sort_unstable();
        ids.dedup();
        let (at, quota) = (rules.now, rules.quota);
        let is_stored = idempotency.is_some();
        let decide = Arc::new(move |locked: &_| {
            let plan = plan(&operations, locked, &rules)?;
            if is_stored {
                expect_replayable(&plan)?;
            }
            Ok(plan)
        });
        let work = LockedWrite { scope: LockScope::Ids(ids), decide, idempotency, quota, at };
        self.write(owner, &work).await
    }

    pub(super) async fn write(
        &self,
        owner: UserId,
        work: &LockedWrite,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        let done = self.write_with_purge(owner, work).await?;
        if let Outcome::Fresh(written) = &done
            && written.iter().any(|written| !matches!(written, OperationResult::Unchanged(_)))
        {
            self.announce_change(owner);
        }
        Ok(done)
    }

    pub(super) async fn write_one(
        &self,
        owner: UserId,
        operation: TaskOperation,
        idempotency: Option<IdempotentRequest>,
    ) -> Result<Outcome<Task>, ChangeTaskError> {
        match self.write_all(owner, vec![operation], idempotency).await? {
            Outcome::Replayed(response) => Ok(Outcome::Replayed(response)),
            Outcome::Fresh(written) => {
                let task = written.first().and_then(OperationResult::task).cloned();
                // A missing result means that the store did not follow the plan.
                task.map(Outcome::Fresh).ok_or(StoreError::Conflict.into())
            }
        }
    }
}

/// Unwraps the result of a write without an idempotency key. Such a write is never replayed.
pub(super) fn expect_fresh(done: Outcome<Task>) -> Result<Task, ChangeTaskError> {
    match done {
        Outcome::Fresh(task) => Ok(task),
        Outcome::Replayed(_) => Err(StoreError::Conflict.into()),
    }
}
