//! A task service for tests.

use std::sync::Arc;

use super::ManualClock;
use super::examples::{at, quota_of};
use crate::stores::Stores;
use crate::task::TaskService;

/// Returns a service with the open workflow, a quota that no test reaches, and a clock that does not advance.
pub fn task_service(stores: &Stores) -> TaskService {
    let clock = Arc::new(ManualClock::starting_at(at(5)));
    TaskService::builder(stores, clock).quota(quota_of(10_000)).build()
}
