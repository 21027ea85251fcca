//! Taking over tasks from a file. Pure: what is there already is not added again.

use std::collections::HashMap;

use super::operation::Planning;
use crate::task::{KeptTask, Locked, NewTask, Plan, Refused, Rules, Task};

/// Adds what the owner has not got: a task is there already when one of the same content is, and each of those stands for
/// one task of the file. So the same file twice adds nothing, and a file with two equal tasks adds two.
pub fn plan_import(tasks: &[NewTask], locked: &Locked, rules: &Rules) -> Result<Plan, Refused> {
    let mut planning = Planning::new(locked, rules);
    let mut there: HashMap<&str, Vec<&KeptTask>> = HashMap::new();
    for kept in locked.tasks.iter().filter(|kept| kept.deleted_at.is_none()) {
        there.entry(kept.task.title.as_str()).or_default().push(kept);
    }
    for (operation, new) in tasks.iter().enumerate() {
        let same_title = there.entry(new.title.as_str()).or_default();
        if let Some(place) = same_title.iter().position(|kept| has_content(&kept.task, new)) {
            planning.leave(same_title.swap_remove(place));
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
