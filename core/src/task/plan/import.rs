//! Plans an import, which skips tasks that the owner already has.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use super::planner::Planner;
use crate::task::{
    FailedOperation, LockedRows, NewTask, Plan, PlanRules, Status, Task, TaskContent, TaskRecord,
};

/// Plans to add the tasks that the owner does not have. Each stored task matches at most one task of the file with the
/// same content. So a second import of the same file adds no tasks. The first import of a file with two equal tasks
/// adds both.
pub fn plan_import(
    tasks: &[Arc<NewTask>],
    locked: &LockedRows,
    rules: &PlanRules,
) -> Result<Plan, FailedOperation> {
    let mut planner = Planner::for_additions(locked.counter, rules);
    let mut stored: HashMap<ContentKey<'_>, Vec<&TaskRecord>> = HashMap::new();
    for record in locked.tasks.iter().filter(|record| record.deleted_at.is_none()) {
        stored.entry(content_key(&record.task)).or_default().push(record);
    }
    for (index, new) in tasks.iter().enumerate() {
        if let Some(record) = stored.get_mut(&key_of_new(new)).and_then(Vec::pop) {
            planner.leave_unchanged(record);
        } else {
            planner.create(new.clone()).map_err(|error| FailedOperation { index, error })?;
        }
    }
    planner.finish()
}

/// Matches stored tasks with tasks of a file, at most one stored task for each task of the file.
#[derive(Debug)]
pub struct ContentMatcher<'a>(HashMap<ContentKey<'a>, Cell<usize>>);

impl<'a> ContentMatcher<'a> {
    /// Creates a matcher for these tasks of a file.
    pub fn new(tasks: &'a [Arc<NewTask>]) -> Self {
        let mut wanted: HashMap<_, Cell<usize>> = HashMap::new();
        for new in tasks {
            *wanted.entry(key_of_new(new)).or_default().get_mut() += 1;
        }
        Self(wanted)
    }

    /// Returns whether this stored task matches a task of the file that has no match yet, and records the match.
    pub fn claims(&self, task: &Task) -> bool {
        let Some(left) = self.0.get(&content_key(task)) else { return false };
        let more = left.get().checked_sub(1);
        left.set(more.unwrap_or_default());
        more.is_some()
    }
}

/// The values that must be equal for a match. The key contains the complete content, because thousands of tasks may
/// have the same title or almost the same text. With a shorter key, all these tasks would have to be compared one by
/// one.
type ContentKey<'a> = (&'a TaskContent, Status);

fn content_key(task: &Task) -> ContentKey<'_> {
    (&task.content, task.progress.status())
}

fn key_of_new(new: &NewTask) -> ContentKey<'_> {
    (&new.content, new.status)
}
