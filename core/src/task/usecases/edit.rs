//! Changing a task.

use super::TaskService;
use super::locked::now;
use crate::ids::{TaskId, UserId};
use crate::task::{ChangeTaskError, Expected, Rules, Task, TaskOperation, TaskPatch};

impl TaskService {
    /// Two edits of different members at the same time both survive: the later one is decided anew.
    pub async fn edit(
        &self,
        owner: UserId,
        id: TaskId,
        patch: &TaskPatch,
        expected: &Expected,
    ) -> Result<Task, ChangeTaskError> {
        let decide = |task: &Task, rules: &Rules| Ok(task.edit(patch, &rules.workflow, rules.now)?);
        if let Some(task) = self.change_unlocked(owner, id, expected, decide).await? {
            return Ok(task);
        }
        let edit = TaskOperation::Edit { id, patch: patch.clone(), expected: expected.clone() };
        now(self.write_one(owner, edit, None).await?)
    }
}
