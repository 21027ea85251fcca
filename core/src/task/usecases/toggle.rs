//! Completes or reopens a task.

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::task::{
    ChangeTaskError, ExpectedVersion, IdempotentRequest, Outcome, PlanRules, Task, TaskOperation,
};

impl TaskService {
    /// Completes a task, or reopens a completed task. With [`ExpectedVersion::Any`], concurrent toggles all apply.
    pub async fn toggle(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &ExpectedVersion,
        idempotency: Option<IdempotentRequest>,
    ) -> Result<Outcome<Task>, ChangeTaskError> {
        let decide = |task: &Task, rules: &PlanRules| Ok(Some(task.toggle(&rules.workflow, rules.now)?));
        if idempotency.is_none()
            && let Some(task) = self.change_optimistically(owner, id, expected, decide).await?
        {
            return Ok(Outcome::Fresh(task));
        }
        self.write_one(owner, TaskOperation::Toggle { id, expected: expected.clone() }, idempotency).await
    }
}
