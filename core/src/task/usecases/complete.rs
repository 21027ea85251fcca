//! Completes a task.

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::task::{ChangeTaskError, ExpectedVersion, Status, Task, TaskPatch};

impl TaskService {
    /// Completes a task. A task that is already completed does not change and keeps its completion time.
    pub async fn complete(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &ExpectedVersion,
    ) -> Result<Task, ChangeTaskError> {
        let patch = TaskPatch { status: Some(Status::Completed), ..TaskPatch::default() };
        self.edit(owner, id, &patch, expected).await
    }
}
