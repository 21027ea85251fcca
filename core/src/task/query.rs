//! What a list is asked for, and what it answers.

use crate::page::Page;
use crate::task::{Position, Sort, Task, TaskFilter};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskQuery {
    pub filter: TaskFilter,
    pub sort: Sort,
    /// Only what comes behind this place, which comes from the same sort.
    pub after: Option<Position>,
    pub page: Page,
}

impl TaskQuery {
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
