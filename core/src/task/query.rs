//! The query for a list of tasks, and its result.

use crate::task::{Page, Position, Sort, SortKey, Task, TaskFilter};

/// A query for a list: the conditions, the order and the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskQuery {
    /// The conditions that tasks must meet.
    pub filter: TaskFilter,
    /// The order.
    pub sort: Sort,
    /// The position after which the list begins. The position must be one of the same sort.
    pub after: Option<Position>,
    /// The window of the list.
    pub page: Page,
}

impl TaskQuery {
    /// Returns whether an index limits the cost of the read: the list has no filter, is in order of creation, and ends within
    /// 1000 rows, including skipped rows. Other lists are read in slices.
    pub fn is_bounded(&self) -> bool {
        let end = self.page.limit().map(|limit| self.page.skip().saturating_add(limit));
        self.sort.key == SortKey::CreatedAt
            && self.filter == TaskFilter::default()
            && end.is_some_and(|end| end <= Page::MAX_LIMIT)
    }

    /// Returns a query for all tasks, newest first, within this window.
    pub fn unfiltered(page: Page) -> Self {
        Self { filter: TaskFilter::default(), sort: Sort::default(), after: None, page }
    }
}

/// The result of a query from a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskList {
    /// The owner's sequence number. `tasks` includes every write up to this number.
    pub seq: i64,
    /// The tasks, in the order of the query.
    pub tasks: Vec<Task>,
    /// Whether more tasks match after the last task.
    pub has_more: bool,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPage {
    /// See [`TaskList::seq`].
    pub seq: i64,
    /// The tasks, in the order of the query.
    pub tasks: Vec<Task>,
    /// The position after which the next part begins, if there is one.
    pub next: Option<Position>,
}

impl TaskPage {
    /// Returns the query for the rest of the window of `query` after this page, or `None` if the window is complete.
    ///
    /// Use this method to read a long list in parts, with any order, filter and `skip`. A task that does not change in
    /// the meantime is returned exactly once.
    pub fn remaining_query(&self, query: &TaskQuery) -> Option<TaskQuery> {
        let after = self.next.clone()?;
        let page = query.page.after_rows(self.tasks.len())?;
        Some(TaskQuery { after: Some(after), page, ..query.clone() })
    }
}
