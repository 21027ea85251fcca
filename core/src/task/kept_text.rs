//! How much the answer may hold that is kept with an idempotency key.

use crate::task::{AddedTask, Description, Plan, PlannedStep, Refusal, Refused, Tags, Title};

/// Bytes of titles, descriptions and tags, of all tasks in the answer together: several times the largest task. A batch
/// that changes nothing of large tasks is a short request, and its answer would be kept for a day.
pub const MOST_KEPT_TEXT: usize = 256 * 1024;

/// Names the operation with whose task it becomes too much.
pub(super) fn expect_keepable(plan: &Plan) -> Result<(), Refused> {
    let mut added = plan.added.iter();
    let mut bytes: usize = 0;
    for (operation, step) in plan.steps.iter().enumerate() {
        let more = match step {
            PlannedStep::Add => added
                .next()
                .map(|AddedTask { new, .. }| text_of(&new.title, new.description.as_ref(), &new.tags)),
            PlannedStep::Is(written) => {
                written.task().map(|task| text_of(&task.title, task.description.as_ref(), &task.tags))
            }
        };
        bytes = bytes.saturating_add(more.unwrap_or(0));
        if bytes > MOST_KEPT_TEXT {
            return Err(Refused { operation, refusal: Refusal::TooMuchToKeep });
        }
    }
    Ok(())
}

fn text_of(title: &Title, description: Option<&Description>, tags: &Tags) -> usize {
    let tags: usize = tags.as_slice().iter().map(String::len).sum();
    title.as_str().len() + description.map_or(0, |text| text.as_str().len()) + tags
}
