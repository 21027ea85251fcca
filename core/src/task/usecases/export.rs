//! Exports all tasks in parts, because together they may not fit into memory.

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{ReadLimit, Task};

/// The maximum size of a part.
const PART: ReadLimit = ReadLimit { rows: 100, bytes: 256 * 1024 };

/// A part of an export: tasks in order of id, and the id after which the next part begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPart {
    /// The live tasks of the part.
    pub tasks: Vec<Task>,
    /// The id to pass to the next call.
    pub after: TaskId,
}

impl TaskService {
    /// Returns the owner's next tasks in order of id, or `None` at the end. A part can be empty, because deleted tasks are
    /// omitted. Each part shows the tasks at the time when it is read.
    pub async fn export(&self, owner: UserId, after: Option<TaskId>) -> Result<Option<TaskPart>, StoreError> {
        let records = self.tasks.scan(owner, after, PART).await?;
        let last = records.last().map(|last| last.task.id);
        let live = records.into_iter().filter(|record| record.deleted_at.is_none()).map(|record| record.task);
        Ok(last.map(|after| TaskPart { tasks: live.collect(), after }))
    }
}
