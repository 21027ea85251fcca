//! The service with the use cases of tasks.

use std::sync::Arc;

use crate::announcements::{Announcement, Announcements};
use crate::clock::Clock;
use crate::ids::UserId;
use crate::task::{Rules, StorageQuota, TaskRetention, TaskStore, Workflow};

/// The use cases of tasks: create, edit, complete, delete, restore, list, import, export and synchronize.
///
/// [`TaskService::builder`] builds one. Cloning is cheap.
#[derive(Clone)]
pub struct TaskService {
    pub(super) tasks: Arc<dyn TaskStore>,
    pub(super) retention: Arc<dyn TaskRetention>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) announcements: Arc<dyn Announcements>,
    pub(super) workflow: Arc<Workflow>,
    pub(super) quota: StorageQuota,
}

impl TaskService {
    /// Returns the allowed transitions between statuses.
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
