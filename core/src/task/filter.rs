//! The filter of a list of tasks.

use crate::task::{DueDate, Priority, SearchText, Status, Task};

/// The conditions of a list. A task must meet all of them. Every task meets an empty condition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskFilter {
    /// The task has one of these statuses. Empty for all.
    pub statuses: Vec<Status>,
    /// The task is, or is not, completed.
    pub is_completed: Option<bool>,
    /// The task has one of these priorities. Empty for all.
    pub priorities: Vec<Priority>,
    /// The task has all of these tags, compared exactly.
    pub tags: Vec<String>,
    /// The title or the description contains this text.
    pub text: Option<SearchText>,
    /// The task is due after this day. Excludes tasks without a due date.
    pub due_after: Option<DueDate>,
    /// The task is due before this day. Excludes tasks without a due date.
    pub due_before: Option<DueDate>,
}

impl TaskFilter {
    /// Returns the statuses that meet both status conditions, or `None` for all statuses.
    pub fn matching_statuses(&self) -> Option<Vec<Status>> {
        let wanted: Vec<Status> =
            Status::ALL.into_iter().filter(|status| self.matches_status(*status)).collect();
        (wanted.len() < Status::ALL.len()).then_some(wanted)
    }

    /// Returns whether the task meets all conditions.
    pub fn matches(&self, task: &Task) -> bool {
        let content = &task.content;
        let has_tag = |tag| content.tags.as_slice().contains(tag);
        let found = |text: &SearchText| text.is_in(&content.search_text());
        self.matches_status(task.progress.status())
            && (self.priorities.is_empty() || self.priorities.contains(&content.priority))
            && self.tags.iter().all(has_tag)
            && self.text.as_ref().is_none_or(found)
            && self.due_after.is_none_or(|day| content.due_date.is_some_and(|due| due > day))
            && self.due_before.is_none_or(|day| content.due_date.is_some_and(|due| due < day))
    }

    fn matches_status(&self, status: Status) -> bool {
        (self.statuses.is_empty() || self.statuses.contains(&status))
            && self.is_completed.is_none_or(|wanted| wanted == status.is_completed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn task_must_meet_both_status_conditions() {
        let statuses = vec![Status::Pending, Status::Completed];
        let filter = TaskFilter { statuses, is_completed: Some(false), ..TaskFilter::default() };
        assert_eq!(filter.matching_statuses(), Some(vec![Status::Pending]));
        assert_eq!(TaskFilter::default().matching_statuses(), None);
        let never = TaskFilter { statuses: vec![Status::Pending], is_completed: Some(true), ..filter };
        assert_eq!(never.matching_statuses(), Some(vec![]));
    }
}
