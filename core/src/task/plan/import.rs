//! Plans an import, which skips tasks that the owner already has.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use super::planning::Planning;
use crate::task::{FailedOperation, LockedRows, NewTask, Plan, Rules, Status, Task, TaskContent, TaskRecord};

/// Adds the tasks that the owner does not have. Each stored task matches at most one task of the file with the same content:
/// a second import of the same file adds nothing, and a file with two equal tasks adds both.
pub fn plan_import(
    tasks: &[Arc<NewTask>],
    locked: &LockedRows,
    rules: &Rules,
) -> Result<Plan, FailedOperation> {
    let mut planning = Planning::adding(locked.counter, rules);
    let mut stored: HashMap<Compared<'_>, Vec<&TaskRecord>> = HashMap::new();
    for record in locked.tasks.iter().filter(|record| record.deleted_at.is_none()) {
        stored.entry(compared(&record.task)).or_default().push(record);
    }
    for (operation, new) in tasks.iter().enumerate() {
        if let Some(record) = stored.get_mut(&compared_new(new)).and_then(Vec::pop) {
            planning.leave_unchanged(record);
        } else {
            planning.create(new.clone()).map_err(|error| FailedOperation { operation, error })?;
        }
    }
    planning.finish()
}

/// Matches stored tasks with tasks of a file, at most one stored task for each. An owner may have thousands of large tasks with
/// the same title.
#[derive(Debug)]
pub struct Alike<'a>(HashMap<Compared<'a>, Cell<usize>>);

impl<'a> Alike<'a> {
    /// Matches stored tasks with these tasks of a file.
    pub fn new(tasks: &'a [Arc<NewTask>]) -> Self {
        let mut wanted: HashMap<_, Cell<usize>> = HashMap::new();
        for new in tasks {
            *wanted.entry(compared_new(new)).or_default().get_mut() += 1;
        }
        Self(wanted)
    }

    /// Returns whether this stored task matches a task of the file that has no match yet, and records the match.
    pub fn claims(&self, task: &Task) -> bool {
        let Some(left) = self.0.get(&compared(task)) else { return false };
        let more = left.get().checked_sub(1);
        left.set(more.unwrap_or_default());
        more.is_some()
    }
}

/// The values that must be equal for a match. The key is the whole content, because thousands of tasks may share their title
/// or most of their text.
type Compared<'a> = (&'a TaskContent, Status);

fn compared(task: &Task) -> Compared<'_> {
    (&task.content, task.progress.status())
}

fn compared_new(new: &NewTask) -> Compared<'_> {
    (&new.content, new.status)
}
