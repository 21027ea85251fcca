//! Creates a task.

use super::TaskService;
use crate::ids::UserId;
use crate::task::{ChangeTaskError, IdempotentRequest, NewTask, Outcome, Task, TaskOperation};

impl TaskService {
    /// Creates a task. If the owner's storage is full, purges the oldest deleted tasks first.
    pub async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        idempotency: Option<IdempotentRequest>,
    ) -> Result<Outcome<Task>, ChangeTaskError> {
        if idempotency.is_some() {
            return self.write_one(owner, TaskOperation::Create(new.clone()), idempotency).await;
        }
        let task = self.create_with_purge(owner, new).await?;
        self.announce_change(owner);
        Ok(Outcome::Fresh(task))
    }
}
