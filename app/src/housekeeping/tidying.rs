//! One round through all that is removed after a while.

use std::time::Duration;

use tasklane_core::session::SessionKeeper;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{Passing, TaskKeeper};
use tasklane_core::user::KnownNetworkCleaner;
use tokio::time::sleep;

/// Between two steps, for whoever needs the connection, or the one thread that writes.
const PAUSE: Duration = Duration::from_millis(20);

pub(crate) struct Tidying {
    pub(crate) sessions: SessionKeeper,
    pub(crate) networks: KnownNetworkCleaner,
    pub(crate) tasks: TaskKeeper,
}

/// How many of each.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Removed {
    pub(super) sessions: usize,
    pub(super) users: usize,
    pub(super) networks: usize,
    pub(super) tasks: usize,
    pub(super) keys: usize,
}

impl Tidying {
    pub(super) async fn round(&self) -> Result<Removed, StoreError> {
        Ok(Removed {
            sessions: self.purge_sessions().await?,
            users: self.forget_deleted_users().await?,
            networks: self.purge_networks().await?,
            tasks: self.purge(Passing::DeletedTasks).await?,
            keys: self.purge(Passing::Keys).await?,
        })
    }

    async fn purge_sessions(&self) -> Result<usize, StoreError> {
        let (mut removed, mut after) = (0, None);
        loop {
            let step = self.sessions.purge_next(after).await?;
            removed += step.changed;
            after = step.next;
            if after.is_none() {
                return Ok(removed);
            }
            sleep(PAUSE).await;
        }
    }

    async fn forget_deleted_users(&self) -> Result<usize, StoreError> {
        let mut forgotten = 0;
        loop {
            let some = self.sessions.forget_deleted_users().await?;
            if some == 0 {
                return Ok(forgotten);
            }
            forgotten += some;
            sleep(PAUSE).await;
        }
    }

    async fn purge_networks(&self) -> Result<usize, StoreError> {
        let (mut removed, mut after) = (0, None);
        loop {
            let users = self.networks.find_users(after).await?;
            let Some(last) = users.last() else { return Ok(removed) };
            after = Some(*last);
            for user in users {
                sleep(PAUSE).await;
                removed += self.networks.purge(user).await?;
            }
        }
    }

    async fn purge(&self, what: Passing) -> Result<usize, StoreError> {
        let (mut removed, mut after) = (0, None);
        loop {
            let users = self.tasks.find_users(what, after).await?;
            let Some(last) = users.last() else { return Ok(removed) };
            after = Some(*last);
            for user in users {
                loop {
                    sleep(PAUSE).await;
                    match self.tasks.purge_some(what, user).await? {
                        0 => break,
                        some => removed += some,
                    }
                }
            }
        }
    }
}
