//! Which of an owner's tasks a list shows. The order is newest first: `created_at`, then `id`, descending.

use crate::task::{Status, Task};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskFilter {
    /// Any of these; empty stands for all.
    pub statuses: Vec<Status>,
    pub is_completed: Option<bool>,
}

impl TaskFilter {
    /// The statuses that pass both conditions, ready for a store to select by.
    pub fn wanted_statuses(&self) -> Vec<Status> {
        Status::ALL.into_iter().filter(|status| self.wants(*status)).collect()
    }

    /// Whether no task is filtered out.
    pub fn wants_all(&self) -> bool {
        Status::ALL.into_iter().all(|status| self.wants(status))
    }

    pub fn matches(&self, task: &Task) -> bool {
        self.wants(task.progress.status())
    }

    fn wants(&self, status: Status) -> bool {
        (self.statuses.is_empty() || self.statuses.contains(&status))
            && self.is_completed.is_none_or(|wanted| wanted == status.is_completed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_conditions_must_hold() {
        let filter =
            TaskFilter { statuses: vec![Status::Pending, Status::Completed], is_completed: Some(false) };
        assert_eq!(filter.wanted_statuses(), [Status::Pending]);
        assert!(!filter.wants_all());
        assert!(TaskFilter::default().wants_all());
        let never = TaskFilter { statuses: vec![Status::Pending], is_completed: Some(true) };
        assert!(never.wanted_statuses().is_empty());
    }
}
