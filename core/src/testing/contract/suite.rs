//! Helpers for the contracts.

use chrono::TimeDelta;

use crate::ids::UserId;
use crate::stores::Stores;
use crate::task::StorageQuota;
use crate::testing::examples::{at, new_user, quota_of};
use crate::user::User;
use crate::user::mail::{NOT_SENT, QueuedMail};

/// Declares the requirements of a contract. Each requirement is an async function in the same module, and receives
/// fresh stores.
///
/// The declared macro generates one test for each requirement, for [`contract_tests!`](crate::contract_tests). If a requirement
/// is not listed, the compiler reports an unused function. The first argument is a `$`, which the declared macro needs.
macro_rules! contract {
    ($d:tt $module:ident($ports:ty) as $tests:ident: $($promise:ident),* $(,)?) => {
        #[doc(hidden)]
        pub mod promises {
            use super::*;

            $(pub async fn $promise<Guard>(fresh: impl AsyncFn() -> ($ports, Guard)) {
                let (ports, guard) = fresh().await;
                super::$promise(&ports).await;
                drop(ports);
                drop(guard);
            })*
        }

        /// Runs every requirement of this contract, one after another.
        pub async fn all<Guard>(fresh: &impl AsyncFn() -> ($ports, Guard)) {
            $(promises::$promise(fresh).await;)*
        }

        #[doc(hidden)]
        #[macro_export]
        macro_rules! $tests {
            ($d fresh:path) => {
                mod $module {
                    #[allow(unused_imports, reason = "the path of `fresh` may be absolute")]
                    use super::*;

                    $(#[tokio::test]
                    async fn $promise() {
                        $crate::testing::contract::$module::promises::$promise($d fresh).await;
                    })*
                }
            };
        }
    };
}

/// A quota that no test reaches.
pub(super) const HIGH_TASK_QUOTA: StorageQuota = quota_of(10_000);

/// A session limit that no test reaches.
pub(super) const HIGH_SESSION_LIMIT: usize = 1000;

pub(super) async fn add_user(stores: &Stores, username: &str) -> UserId {
    stores.users.create(&new_user(username), at(0)).await.unwrap().id
}

pub(super) async fn stored(stores: &Stores, user: UserId) -> User {
    stores.users.find(user).await.unwrap().unwrap()
}

/// Removes all mails from the outbox, and returns them in the order of their times and ids. Subtracts the attempt that
/// the removal counts.
pub(super) async fn drain_outbox(stores: &Stores) -> Vec<QueuedMail> {
    let mut taken = stores.outbox.take_due(NOT_SENT, NOT_SENT + TimeDelta::days(1), 1000).await.unwrap();
    for mail in &mut taken {
        stores.outbox.remove(mail.id).await.unwrap();
        mail.attempts -= 1;
    }
    taken
}
