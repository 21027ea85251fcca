//! Restores a deleted task.

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::task::{ChangeTaskError, IdempotentRequest, Outcome, Task, TaskOperation};

impl TaskService {
    /// Undoes a deletion that is at most [`TOMBSTONE_RETENTION`](crate::task::TOMBSTONE_RETENTION) old.
    pub async fn restore(
        &self,
        owner: UserId,
        id: TaskId,
        idempotency: Option<IdempotentRequest>,
    ) -> Result<Outcome<Task>, ChangeTaskError> {
        self.write_one(owner, TaskOperation::Restore { id }, idempotency).await
    }
}
