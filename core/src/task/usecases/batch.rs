//! Carrying out several operations atomically.

use super::TaskService;
use crate::ids::UserId;
use crate::task::{IdempotentRequest, OperationResult, Outcome, TaskOperation, WriteTasksError};

impl TaskService {
    /// Returns the results in order of the operations. If one operation is rejected, none is carried out.
    pub async fn batch(
        &self,
        owner: UserId,
        operations: Vec<TaskOperation>,
        once: Option<IdempotentRequest>,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        self.write_all(owner, operations, once).await
    }
}
