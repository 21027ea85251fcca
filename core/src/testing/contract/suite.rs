//! Helpers of the contracts.

use crate::ids::UserId;
use crate::stores::Stores;
use crate::task::StorageQuota;
use crate::testing::examples::{at, new_user, quota_of};

/// Runs each test on its own stores.
macro_rules! run_tests {
    ($fresh:ident: $($test:ident),* $(,)?) => {
        $({
            let (stores, guard) = $fresh().await;
            $test(&stores).await;
            drop(stores);
            drop(guard);
        })*
    };
}

/// A quota that no test reaches.
pub(super) const PLENTY_OF_ROOM: StorageQuota = quota_of(10_000);

/// A session limit that no test reaches.
pub(super) const PLENTY: usize = 1000;

pub(super) async fn add_user(stores: &Stores, username: &str) -> UserId {
    stores.users.create(&new_user(username), at(0)).await.unwrap().id
}
