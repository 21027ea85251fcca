//! Optimistic changes: the row is read without a lock, and saved only if its version is unchanged.

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{ChangeTaskError, ExpectedVersion, PlanRules, Task, TaskChange, TaskError};

/// Maximum number of attempts without a lock. An attempt consists of two short statements, and fails only if another write
/// commits between them. After the last attempt, the row is locked first, so conflicts are impossible.
const MAX_ATTEMPTS: usize = 3;

impl TaskService {
    /// Reads the task, decides, and saves the change if the task still has the version that was read. Returns `None`
    /// after [`MAX_ATTEMPTS`] conflicts. If the change adds bytes, returns `None` after the first conflict, because the
    /// quota may have caused the conflict. The caller then decides again on locked rows.
    pub(super) async fn change_optimistically(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &ExpectedVersion,
        decide: impl Fn(&Task, &PlanRules) -> Result<Option<TaskChange>, TaskError>,
    ) -> Result<Option<Task>, ChangeTaskError> {
        for _ in 0..MAX_ATTEMPTS {
            let task = self.find_expected(owner, id, expected).await?;
            let rules = self.rules();
            let Some(change) = decide(&task, &rules)? else { return Ok(Some(task)) };
            match self.tasks.save(&change, rules.quota).await {
                Err(StoreError::Conflict) if change.growth > 0 => break,
                Err(StoreError::Conflict) => {}
                saved => {
                    let task = saved?;
                    self.announce_change(owner);
                    return Ok(Some(task));
                }
            }
        }
        Ok(None)
    }

    pub(super) async fn find_expected(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &ExpectedVersion,
    ) -> Result<Task, ChangeTaskError> {
        let task = self.tasks.find(owner, id).await?.ok_or(TaskError::NotFound)?;
        if expected.allows(task.version) {
            Ok(task)
        } else {
            Err(TaskError::Stale { current: task.version }.into())
        }
    }
}
