//! What a list is asked for, and what it answers.

use crate::task::{Page, Position, Sort, SortKey, Task, TaskFilter};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskQuery {
    pub filter: TaskFilter,
    pub sort: Sort,
    /// Only what comes behind this place, which comes from the same sort.
    pub after: Option<Position>,
    pub page: Page,
}

impl TaskQuery {
    /// Whether an index bounds what is read: the tasks in the order of creation, all of them, and not from far behind. Any
    /// other list is read in slices.
    pub fn is_bounded(&self) -> bool {
        let end = self.page.limit().map(|limit| self.page.skip().saturating_add(limit));
        self.sort.key == SortKey::CreatedAt
            && self.filter == TaskFilter::default()
            && end.is_some_and(|end| end <= Page::MAX_LIMIT)
    }

    /// All tasks in the default order, a window of them.
    pub fn of(page: Page) -> Self {
        Self { filter: TaskFilter::default(), sort: Sort::default(), after: None, page }
    }
}

/// Tasks as a store read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskList {
    /// The owner's sequence number: no older than this is what `tasks` shows.
    pub seq: i64,
    pub tasks: Vec<Task>,
    /// Whether more tasks match behind the last of these.
    pub has_more: bool,
}

/// Part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPage {
    /// See [`TaskList::seq`].
    pub seq: i64,
    pub tasks: Vec<Task>,
    /// Where the next part begins, if there is more.
    pub next: Option<Position>,
}

impl TaskPage {
    /// The query for what is left of the window that `query` asked for, behind this page; `None` when the window is complete.
    ///
    /// A long list is read part by part that way, in any order and with any filter, also where it began with `skip`. What is
    /// there all the while is returned once.
    pub fn rest_of(&self, query: &TaskQuery) -> Option<TaskQuery> {
        let after = self.next.clone()?;
        let page = query.page.behind(self.tasks.len())?;
        Some(TaskQuery { after: Some(after), page, ..query.clone() })
    }
}
