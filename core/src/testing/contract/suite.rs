//! What the contracts share.

use crate::ids::UserId;
use crate::stores::Stores;
use crate::task::StorageQuota;
use crate::testing::examples::{at, new_user, quota_of};

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

/// A quota that no test reaches.
pub(super) const PLENTY_OF_ROOM: StorageQuota = quota_of(10_000);

/// More sessions than any test has.
pub(super) const PLENTY: usize = 1000;

pub(super) async fn add_user(stores: &Stores, username: &str) -> UserId {
    stores.users.create(&new_user(username), at(0)).await.unwrap().id
}
