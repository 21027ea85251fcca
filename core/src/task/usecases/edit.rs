//! Changes a task.

use super::TaskService;
use super::on_locked_rows::expect_fresh;
use crate::ids::{TaskId, UserId};
use crate::task::{ChangeTaskError, ExpectedVersion, PlanRules, Task, TaskOperation, TaskPatch};

impl TaskService {
    /// Changes a task. With [`ExpectedVersion::Any`], concurrent edits of different fields both apply, because the
    /// later edit is retried on the changed task.
    pub async fn edit(
        &self,
        owner: UserId,
        id: TaskId,
        patch: &TaskPatch,
        expected: &ExpectedVersion,
    ) -> Result<Task, ChangeTaskError> {
        let decide = |task: &Task, rules: &PlanRules| Ok(task.edit(patch, &rules.workflow, rules.now)?);
        if let Some(task) = self.change_optimistically(owner, id, expected, decide).await? {
            return Ok(task);
        }
        let edit = TaskOperation::Edit { id, patch: patch.clone(), expected: expected.clone() };
        expect_fresh(self.write_one(owner, edit, None).await?)
    }
}
