//! Builds a task service.

use std::sync::Arc;

use crate::announcements::{Announcements, NoAnnouncements};
use crate::clock::Clock;
use crate::stores::Stores;
use crate::task::{StorageQuota, TaskRetention, TaskService, TaskStore, Workflow};

/// Builds a [`TaskService`]. Start with [`TaskService::builder`].
#[derive(Clone)]
#[must_use = "call `build`"]
pub struct TaskServiceBuilder {
    tasks: Arc<dyn TaskStore>,
    retention: Arc<dyn TaskRetention>,
    clock: Arc<dyn Clock>,
    announcements: Arc<dyn Announcements>,
    workflow: Arc<Workflow>,
    quota: StorageQuota,
}

impl TaskService {
    /// Returns a builder for a service on the task stores of one database.
    ///
    /// By default the service sends no announcements, allows every transition ([`Workflow::open`]), and limits each user to
    /// [`StorageQuota::DEFAULT`].
    pub fn builder(stores: &Stores, clock: Arc<dyn Clock>) -> TaskServiceBuilder {
        TaskServiceBuilder {
            tasks: stores.tasks.clone(),
            retention: stores.task_retention.clone(),
            clock,
            announcements: Arc::new(NoAnnouncements),
            workflow: Arc::new(Workflow::open()),
            quota: StorageQuota::DEFAULT,
        }
    }
}

impl TaskServiceBuilder {
    /// Sets the channel that announces every change of tasks, for example to other replicas or to open event streams.
    pub fn announcements(self, announcements: Arc<dyn Announcements>) -> Self {
        Self { announcements, ..self }
    }

    /// Sets the allowed transitions between statuses.
    pub fn workflow(self, workflow: impl Into<Arc<Workflow>>) -> Self {
        Self { workflow: workflow.into(), ..self }
    }

    /// Sets the storage quota of each user.
    pub fn quota(self, quota: StorageQuota) -> Self {
        Self { quota, ..self }
    }

    /// Returns the service.
    pub fn build(self) -> TaskService {
        let Self { tasks, retention, clock, announcements, workflow, quota } = self;
        TaskService { tasks, retention, clock, announcements, workflow, quota }
    }
}
