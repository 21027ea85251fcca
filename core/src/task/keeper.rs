//! Removing what is kept beside live tasks once its time is over; in small steps, so that nobody waits for it.

use std::sync::Arc;

use crate::clock::Clock;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::task::{KEPT_AFTER_DELETION, KEY_LIFETIME, TaskKeeping};

/// How many users are looked up at once.
const USERS: u32 = 100;
/// How many rows are removed at once.
const ROWS: u32 = 500;

/// What is removed after a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// Tasks that can't be restored any more.
    DeletedTasks,
    /// Idempotency keys that are free again.
    Keys,
}

#[derive(Clone)]
pub struct TaskKeeper {
    keeping: Arc<dyn TaskKeeping>,
    clock: Arc<dyn Clock>,
}

impl TaskKeeper {
    pub fn new(keeping: Arc<dyn TaskKeeping>, clock: Arc<dyn Clock>) -> Self {
        Self { keeping, clock }
    }

    /// The next users who have something to remove; to be called with the last of them until there are none.
    pub async fn find_users(&self, what: Passing, after: Option<UserId>) -> Result<Vec<UserId>, StoreError> {
        let now = self.clock.now();
        match what {
            Passing::DeletedTasks => {
                self.keeping.find_owners_of_deleted(now - KEPT_AFTER_DELETION, after, USERS).await
            }
            Passing::Keys => self.keeping.find_users_of_keys(now - KEY_LIFETIME, after, USERS).await,
        }
    }

    /// Removes some of what one user has, and says how much; to be called until it is nothing.
    pub async fn purge_some(&self, what: Passing, user: UserId) -> Result<usize, StoreError> {
        let now = self.clock.now();
        match what {
            Passing::DeletedTasks => self.keeping.purge_deleted(user, now - KEPT_AFTER_DELETION, ROWS).await,
            Passing::Keys => self.keeping.purge_keys(user, now - KEY_LIFETIME, ROWS).await,
        }
    }
}
