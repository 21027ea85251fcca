//! Carrying out several operations: all or none.

use super::TaskService;
use crate::ids::UserId;
use crate::task::{IdempotentRequest, OperationResult, Outcome, TaskOperation, WriteTasksError};

impl TaskService {
    /// The result of each operation, in their order. The first one that is rejected rejects all of them.
    pub async fn batch(
        &self,
        owner: UserId,
        operations: Vec<TaskOperation>,
        once: Option<IdempotentRequest>,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        self.write_all(owner, operations, once).await
    }
}
