//! The service with the use cases of tasks.

use std::sync::Arc;

use crate::announcements::{Announcement, Announcements};
use crate::clock::Clock;
use crate::ids::UserId;
use crate::task::{Rules, StorageQuota, TaskRetention, TaskStore, Workflow};

#[derive(Clone)]
pub struct TaskService {
    pub(super) tasks: Arc<dyn TaskStore>,
    pub(super) retention: Arc<dyn TaskRetention>,
    pub(super) clock: Arc<dyn Clock>,
    announcements: Arc<dyn Announcements>,
    workflow: Arc<Workflow>,
    pub(super) quota: StorageQuota,
}

impl TaskService {
    pub fn new(
        tasks: Arc<dyn TaskStore>,
        retention: Arc<dyn TaskRetention>,
        clock: Arc<dyn Clock>,
        announcements: Arc<dyn Announcements>,
        workflow: Arc<Workflow>,
        quota: StorageQuota,
    ) -> Self {
        Self { tasks, retention, clock, announcements, workflow, quota }
    }

    pub fn workflow(&self) -> &Workflow {
        &self.workflow
    }

    /// The current rules for a write.
    pub(super) fn rules(&self) -> Rules {
        Rules { workflow: self.workflow.clone(), quota: self.quota, now: self.clock.now() }
    }

    /// Announces a change of this owner's tasks.
    pub(super) fn announce_change(&self, owner: UserId) {
        self.announcements.announce(Announcement::TasksChanged(owner));
    }
}
