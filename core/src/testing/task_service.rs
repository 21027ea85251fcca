//! A task service for tests.

use std::sync::Arc;

use super::ManualClock;
use super::examples::{at, quota_of};
use crate::announcements::NoAnnouncements;
use crate::stores::Stores;
use crate::task::{TaskService, Workflow};

/// A service with the open workflow, a quota that no test reaches, and a clock that does not move.
pub fn task_service(stores: &Stores) -> TaskService {
    let (tasks, retention) = (stores.tasks.clone(), stores.task_retention.clone());
    let clock = Arc::new(ManualClock::starting_at(at(5)));
    let workflow = Arc::new(Workflow::open());
    TaskService::new(tasks, retention, clock, Arc::new(NoAnnouncements), workflow, quota_of(10_000))
}
