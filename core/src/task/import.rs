//! Taking over tasks from a file. Pure: what is there already is not added again.

use crate::task::{KeptTask, Locked, NewTask, Plan, Refused, Rules, Task};

use super::operation::Planning;

/// Adds what the owner has not got: a task is there already when one of the same content is, and each of those stands for
/// one task of the file. So the same file twice adds nothing, and a file with two equal tasks adds two.
pub fn plan_import(tasks: &[NewTask], locked: &Locked, rules: &Rules) -> Result<Plan, Refused> {
    let mut planning = Planning::new(locked, rules);
    let mut there: Vec<&KeptTask> = locked.tasks.iter().filter(|kept| kept.deleted_at.is_none()).collect();
    for (operation, new) in tasks.iter().enumerate() {
        if let Some(place) = there.iter().position(|kept| has_content(&kept.task, new)) {
            planning.leave(there.swap_remove(place));
        } else {
            planning.create(new).map_err(|refusal| Refused { operation, refusal })?;
        }
    }
    Ok(planning.finish())
}

fn has_content(task: &Task, new: &NewTask) -> bool {
    let NewTask { title, description, status, due_date, priority, tags } = new;
    task.title == *title
        && task.description == *description
        && task.progress.status() == *status
        && task.due_date == *due_date
        && task.priority == *priority
        && task.tags == *tags
}
