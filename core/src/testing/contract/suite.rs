//! All suites together, and what they share. `fresh` opens stores that hold nothing yet, and whatever must stay alive
//! beside them.

use super::{
    leases, own_account, session_rotation, session_sets, session_sweeps, sessions, task_keeping, task_keys,
    task_lists, task_plans, task_sync, task_writers, tasks, users,
};
use crate::ids::UserId;
use crate::stores::Stores;
use crate::testing::examples::{at, new_user};

/// Runs each promise on stores of its own.
macro_rules! promises {
    ($fresh:ident: $($promise:ident),* $(,)?) => {
        $({
            let (stores, kept) = $fresh().await;
            $promise(&stores).await;
            drop(stores);
            drop(kept);
        })*
    };
}

/// Everything: what an adapter's test calls.
pub async fn all<Kept>(fresh: impl AsyncFn() -> (Stores, Kept)) {
    users::contract(&fresh).await;
    own_account::contract(&fresh).await;
    tasks::contract(&fresh).await;
    task_lists::contract(&fresh).await;
    task_sync::contract(&fresh).await;
    task_writers::contract(&fresh).await;
    task_plans::contract(&fresh).await;
    task_keys::contract(&fresh).await;
    task_keeping::contract(&fresh).await;
    leases::contract(&fresh).await;
    sessions::contract(&fresh).await;
    session_rotation::contract(&fresh).await;
    session_sets::contract(&fresh).await;
    session_sweeps::contract(&fresh).await;
}

/// A quota that no test reaches.
pub(super) const PLENTY_OF_TASKS: u32 = 10_000;

/// More sessions than any test has.
pub(super) const PLENTY: usize = 1000;

pub(super) async fn add_user(stores: &Stores, username: &str) -> UserId {
    stores.users.create(&new_user(username), at(0)).await.unwrap().id
}
