//! All suites together, and what they share. `fresh` opens stores that hold nothing yet, and whatever must stay alive
//! beside them.

use super::{own_account, session_sets, session_sweeps, sessions, task_writers, tasks, users};
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
    task_writers::contract(&fresh).await;
    sessions::contract(&fresh).await;
    session_sets::contract(&fresh).await;
    session_sweeps::contract(&fresh).await;
}

/// More sessions than any test has.
pub(super) const PLENTY: usize = 1000;

pub(super) async fn add_user(stores: &Stores, username: &str) -> UserId {
    stores.users.create(&new_user(username), at(0)).await.unwrap().id
}
