//! The maximum size of a response that is stored with an idempotency key.

use crate::task::{FailedOperation, Plan, PlannedStep, TaskContent, TaskError};

/// The maximum number of bytes of titles, descriptions and tags of all tasks in the response: several times the text of
/// the largest task.
///
/// Without this limit, a small batch that names many large tasks and changes none of them would store a large response for
/// 24 hours.
pub const MAX_REPLAY_TEXT: usize = 256 * 1024;

/// Checks that the response to the plan is small enough to be stored. The error has the index of the operation that exceeds
/// the limit.
pub(crate) fn expect_replayable(plan: &Plan) -> Result<(), FailedOperation> {
    let mut added = plan.added.iter();
    let mut bytes: usize = 0;
    for (index, step) in plan.steps.iter().enumerate() {
        let content = match step {
            PlannedStep::Insert => added.next().map(|added| &added.new.content),
            PlannedStep::Known(written) => written.task().map(|task| &task.content),
        };
        bytes = bytes.saturating_add(content.map_or(0, TaskContent::text_bytes));
        if bytes > MAX_REPLAY_TEXT {
            return Err(FailedOperation { index, error: TaskError::ResponseTooLarge });
        }
    }
    Ok(())
}
