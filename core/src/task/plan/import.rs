//! The plan of an import: tasks that the owner has already are not added again.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use super::planning::Planning;
use crate::task::{FailedOperation, LockedRows, NewTask, Plan, Rules, Status, Task, TaskContent, TaskRecord};

/// Adds the tasks that the owner does not have. Each stored task of the same content stands for one task of the file: importing
/// the same file twice adds nothing, and a file with two equal tasks adds two.
pub fn plan_import(
    tasks: &[Arc<NewTask>],
    locked: &LockedRows,
    rules: &Rules,
) -> Result<Plan, FailedOperation> {
    let mut planning = Planning::adding(locked.counter, rules);
    let mut there: HashMap<Compared<'_>, Vec<&TaskRecord>> = HashMap::new();
    for kept in locked.tasks.iter().filter(|kept| kept.deleted_at.is_none()) {
        there.entry(compared(&kept.task)).or_default().push(kept);
    }
    for (operation, new) in tasks.iter().enumerate() {
        if let Some(kept) = there.get_mut(&compared_new(new)).and_then(Vec::pop) {
            planning.leave(kept);
        } else {
            planning.create(new.clone()).map_err(|refusal| FailedOperation { operation, refusal })?;
        }
    }
    planning.finish()
}

/// Finds the stored tasks that stand for tasks of a file, and no more of them than the file has: an owner may have
/// thousands of large tasks of one title.
#[derive(Debug)]
pub struct Alike<'a>(HashMap<Compared<'a>, Cell<usize>>);

impl<'a> Alike<'a> {
    pub fn to(tasks: &'a [Arc<NewTask>]) -> Self {
        let mut wanted: HashMap<_, Cell<usize>> = HashMap::new();
        for new in tasks {
            *wanted.entry(compared_new(new)).or_default().get_mut() += 1;
        }
        Self(wanted)
    }

    /// Whether this stored task stands for one more of them.
    pub fn takes(&self, task: &Task) -> bool {
        let Some(left) = self.0.get(&compared(task)) else { return false };
        let more = left.get().checked_sub(1);
        left.set(more.unwrap_or_default());
        more.is_some()
    }
}

/// What must be equal for a stored task to stand for a task of a file. It is looked up as a whole: thousands of tasks may share
/// their title, or all but one word.
type Compared<'a> = (&'a TaskContent, Status);

fn compared(task: &Task) -> Compared<'_> {
    (&task.content, task.progress.status())
}

fn compared_new(new: &NewTask) -> Compared<'_> {
    (&new.content, new.status)
}
