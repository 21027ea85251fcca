//! The service with the use cases of tasks.

use std::sync::Arc;

use crate::announcements::{Announcement, Announcements};
use crate::clock::Clock;
use crate::ids::UserId;
use crate::task::{PlanRules, StorageQuota, TaskRetention, TaskStore, Workflow};

/// The use cases of tasks: create, edit, complete, delete, restore, list, import, export and synchronize.
///
/// Create the service with [`TaskService::builder`]. Cloning is cheap.
///
/// ```
/// use std::sync::Arc;
///
/// use tasklane_core::task::{ExpectedVersion, NewTask, Page, StorageQuota, TaskQuery, TaskService, Title, Workflow};
/// use tasklane_core::testing::examples::{at, new_user};
/// use tasklane_core::testing::{ManualClock, MemoryDatabase};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let stores = MemoryDatabase::stores();
/// let ada = stores.users.create(&new_user("ada"), at(0)).await?.id;
/// let tasks = TaskService::builder(&stores, Arc::new(ManualClock::starting_at(at(1))))
///     .workflow(Workflow::strict())
///     .quota(StorageQuota { max_tasks: 1, ..StorageQuota::DEFAULT })
///     .build();
///
/// let new = NewTask::titled(Title::parse("Buy milk")?);
/// let task = tasks.create(ada, &new, None).await?.fresh().unwrap();
/// assert_eq!(tasks.list(ada, &TaskQuery::unfiltered(Page::ALL)).await?.tasks, [task.clone()]);
///
/// let error = tasks.create(ada, &new, None).await.unwrap_err();
/// assert_eq!(error.to_string(), "the user would have more than the maximum number of tasks");
/// let error = tasks.complete(ada, task.id, &ExpectedVersion::Any).await.unwrap_err();
/// assert_eq!(error.to_string(), "a task can't go from pending to completed");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct TaskService {
    pub(crate) tasks: Arc<dyn TaskStore>,
    pub(crate) retention: Arc<dyn TaskRetention>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) announcements: Arc<dyn Announcements>,
    pub(crate) workflow: Arc<Workflow>,
    pub(crate) quota: StorageQuota,
}

impl TaskService {
    /// Returns the allowed transitions between statuses.
    pub fn workflow(&self) -> &Workflow {
        &self.workflow
    }

    /// Returns the rules for a write at the current time.
    pub(super) fn rules(&self) -> PlanRules {
        PlanRules { workflow: self.workflow.clone(), quota: self.quota, now: self.clock.now() }
    }

    /// Announces a change of this owner's tasks.
    pub(super) fn announce_change(&self, owner: UserId) {
        self.announcements.announce(Announcement::TasksChanged(owner));
    }
}
