//! Carrying out several operations: all or none.

use super::TaskService;
use crate::ids::UserId;
use crate::task::{Done, Once, TaskOperation, WriteTasksError, Written};

impl TaskService {
    /// The result of each operation, in their order. The first one that is rejected rejects all of them.
    pub async fn batch(
        &self,
        owner: UserId,
        operations: Vec<TaskOperation>,
        once: Option<Once>,
    ) -> Result<Done<Vec<Written>>, WriteTasksError> {
        self.write_all(owner, operations, once).await
    }
}
