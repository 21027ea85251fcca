//! Reads tasks.

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{DueDate, Task, TaskFilter, TaskList, TaskPage, TaskQuery, TaskSummary};

impl TaskService {
    /// Returns one task. `None` if the task does not exist, was deleted, or belongs to another user.
    pub async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError> {
        self.tasks.find(owner, id).await
    }

    /// Returns the first part of a list, up to the [`Page::read_limit`](crate::task::Page::read_limit) of the query.
    /// [`TaskPage::remaining_query`] is the query for the next part.
    pub async fn list(&self, owner: UserId, query: &TaskQuery) -> Result<TaskPage, StoreError> {
        let TaskList { seq, tasks, has_more } = self.tasks.list(owner, query).await?;
        let next = tasks.last().filter(|_| has_more).map(|last| query.sort.position_of(last));
        Ok(TaskPage { seq, tasks, next })
    }

    /// Returns all tasks in the window of the query, read in several parts.
    pub async fn list_all(&self, owner: UserId, query: &TaskQuery) -> Result<TaskPage, StoreError> {
        let mut whole = self.list(owner, query).await?;
        let mut rest = whole.remaining_query(query);
        while let Some(query) = rest {
            let part = self.list(owner, &query).await?;
            rest = part.remaining_query(&query);
            whole.tasks.extend(part.tasks);
            whole.next = part.next;
        }
        Ok(whole)
    }

    /// Counts the tasks that match the filter.
    pub async fn count(&self, owner: UserId, filter: &TaskFilter) -> Result<i64, StoreError> {
        self.tasks.count(owner, filter).await
    }

    /// Counts the tasks by status, and the tasks that are overdue on `today`. `today` is a day in the owner's time
    /// zone.
    pub async fn summarize(&self, owner: UserId, today: DueDate) -> Result<TaskSummary, StoreError> {
        self.tasks.summarize(owner, today).await
    }
}
