//! How much the answer may hold that is kept with an idempotency key.

use crate::task::{Plan, PlannedStep, Refusal, Refused, TaskContent};

/// Bytes of titles, descriptions and tags, of all tasks in the answer together: several times the largest task. A batch
/// that changes nothing of large tasks is a short request, and its answer would be kept for a day.
pub const MOST_KEPT_TEXT: usize = 256 * 1024;

/// Names the operation with whose task it becomes too much.
pub(super) fn expect_keepable(plan: &Plan) -> Result<(), Refused> {
    let mut added = plan.added.iter();
    let mut bytes: usize = 0;
    for (operation, step) in plan.steps.iter().enumerate() {
        let content = match step {
            PlannedStep::Add => added.next().map(|added| &added.new.content),
            PlannedStep::Is(written) => written.task().map(|task| &task.content),
        };
        bytes = bytes.saturating_add(content.map_or(0, TaskContent::text_bytes));
        if bytes > MOST_KEPT_TEXT {
            return Err(Refused { operation, refusal: Refusal::TooMuchToKeep });
        }
    }
    Ok(())
}
