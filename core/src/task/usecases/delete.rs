//! Deletes a task.

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::task::{ChangeTaskError, ExpectedVersion, TaskOperation, Version};

impl TaskService {
    /// Deletes a task. [`restore`](Self::restore) undoes the deletion.
    pub async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &ExpectedVersion,
    ) -> Result<(), ChangeTaskError> {
        let version = self.version_to_guard(owner, id, expected).await?;
        if self.tasks.delete(owner, id, version, self.clock.now()).await? {
            self.announce_change(owner);
            return Ok(());
        }
        // The task does not exist, or was deleted or changed in the meantime. The locked row shows which.
        let delete = TaskOperation::Delete { id, expected: expected.clone() };
        self.write_all(owner, vec![delete], None).await?;
        Ok(())
    }

    /// Returns the version that the stored task must have. If any version is allowed, returns `None` and reads nothing.
    async fn version_to_guard(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &ExpectedVersion,
    ) -> Result<Option<Version>, ChangeTaskError> {
        match expected {
            ExpectedVersion::Any => Ok(None),
            ExpectedVersion::OneOf(_) => Ok(Some(self.find_expected(owner, id, expected).await?.version)),
        }
    }
}
