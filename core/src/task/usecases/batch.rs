//! Carries out several operations atomically.

use super::TaskService;
use crate::ids::UserId;
use crate::task::{IdempotentRequest, OperationResult, Outcome, TaskOperation, WriteTasksError};

impl TaskService {
    /// Carries out all operations, and returns the results in the same order. If an operation is rejected, no operation is
    /// carried out.
    pub async fn batch(
        &self,
        owner: UserId,
        operations: Vec<TaskOperation>,
        idempotency: Option<IdempotentRequest>,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        self.write_all(owner, operations, idempotency).await
    }
}
