//! Runs all contracts of the stores.

use super::{
    known_networks, leases, own_account, session_rotation, session_sets, session_sweeps, sessions,
    task_bytes, task_keys, task_lists, task_plans, task_retention, task_slices, task_storage,
    task_storage_random, task_sync, task_writers, tasks, users,
};
use crate::stores::Stores;

/// Runs every contract of the stores. A test of each adapter calls it.
///
/// `fresh` opens empty stores. The guard that it returns with them lives as long as they do.
pub async fn all<Guard>(fresh: impl AsyncFn() -> (Stores, Guard)) {
    users::contract(&fresh).await;
    own_account::contract(&fresh).await;
    tasks::contract(&fresh).await;
    task_lists::contract(&fresh).await;
    task_bytes::contract(&fresh).await;
    task_sync::contract(&fresh).await;
    task_writers::contract(&fresh).await;
    task_plans::contract(&fresh).await;
    task_slices::contract(&fresh).await;
    task_keys::contract(&fresh).await;
    task_retention::contract(&fresh).await;
    task_storage::contract(&fresh).await;
    task_storage_random::contract(&fresh).await;
    leases::contract(&fresh).await;
    sessions::contract(&fresh).await;
    session_rotation::contract(&fresh).await;
    session_sets::contract(&fresh).await;
    session_sweeps::contract(&fresh).await;
    known_networks::contract(&fresh).await;
}
