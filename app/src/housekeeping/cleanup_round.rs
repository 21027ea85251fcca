//! One round of the cleanup: removes expired rows, and recounts the stored bytes of users.

use std::time::Duration;

use tasklane_core::ids::UserId;
use tasklane_core::mail_sender::MailCleaner;
use tasklane_core::session::SessionCleaner;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{Expired, TaskCleaner};
use tasklane_core::user::{KnownNetworkCleaner, LoginNameCleaner};
use tasklane_runtime::format_error_chain;
use tokio::time::sleep;

/// Pause between two steps, so that other work can use the background connection (PostgreSQL) or the writer thread
/// (SQLite).
const PAUSE: Duration = Duration::from_millis(20);

/// Maximum number of users whose stored bytes one round recounts. With the pauses, this number takes a few minutes. The
/// next round continues with the remaining users.
const MAX_RECOUNTS: usize = 10_000;

pub(crate) struct CleanupRound {
    pub(crate) sessions: SessionCleaner,
    pub(crate) names: LoginNameCleaner,
    pub(crate) networks: KnownNetworkCleaner,
    pub(crate) mails: MailCleaner,
    pub(crate) tasks: TaskCleaner,
}

/// The number of removed rows of each kind.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RemovedRows {
    pub(super) sessions: usize,
    pub(super) users: usize,
    /// Login names whose reservation has ended.
    pub(super) names: usize,
    pub(super) networks: usize,
    pub(super) links: usize,
    /// Mails that wait although the server sends no mails.
    pub(super) mails: usize,
    /// Accounts whose addresses were not verified in time.
    pub(super) unverified: usize,
    pub(super) tasks: usize,
    pub(super) keys: usize,
    /// Tombstones of users over their storage quota. [`tasks`](Self::tasks) does not include them.
    pub(super) over_quota: usize,
}

impl CleanupRound {
    pub(super) async fn run(&self) -> Result<RemovedRows, StoreError> {
        let removed = RemovedRows {
            sessions: self.purge_sessions().await?,
            users: self.purge_deleted_users().await?,
            names: self.purge_released_names().await?,
            networks: self.purge_networks().await?,
            links: until_none_is_left(async || self.mails.purge_links().await).await?,
            mails: until_none_is_left(async || self.mails.purge_mails().await).await?,
            unverified: until_none_is_left(async || self.mails.purge_unverified().await).await?,
            tasks: self.purge(Expired::DeletedTasks).await?,
            keys: self.purge(Expired::Keys).await?,
            over_quota: 0,
        };
        self.recount().await?;
        Ok(RemovedRows { over_quota: self.purge_over_quota().await?, ..removed })
    }

    async fn recount(&self) -> Result<(), StoreError> {
        let mut all = 0;
        while all < MAX_RECOUNTS {
            let users = self.tasks.find_due_for_recount().await?;
            let mut counted = 0;
            for user in users {
                sleep(PAUSE).await;
                counted += usize::from(self.recount_one(user).await);
            }
            if counted == 0 {
                break;
            }
            all += counted;
        }
        Ok(())
    }

    /// Recounts the stored bytes of one user. Logs a failure and returns false, so that the round continues with the
    /// other users.
    async fn recount_one(&self, user: UserId) -> bool {
        let user_id = user.get();
        match self.tasks.recount(user).await {
            Ok(0) => true,
            Ok(wrong_by) => {
                tracing::debug!(user_id, wrong_by, "corrected the count of stored bytes");
                true
            }
            Err(error) => {
                tracing::warn!(
                    user_id,
                    cause = format_error_chain(&error),
                    "cannot count the stored bytes of a user"
                );
                false
            }
        }
    }

    async fn purge_over_quota(&self) -> Result<usize, StoreError> {
        let (mut removed, mut after) = (0, None);
        loop {
            let users = self.tasks.find_over_quota(after).await?;
            let Some(last) = users.last() else { return Ok(removed) };
            after = Some(last.owner);
            for mut over in users {
                while over.excess > 0 {
                    sleep(PAUSE).await;
                    let purged = self.tasks.purge_excess(over).await?;
                    if purged.rows == 0 {
                        break;
                    }
                    removed += purged.rows;
                    over.excess -= purged.bytes;
                }
            }
        }
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

    async fn purge_deleted_users(&self) -> Result<usize, StoreError> {
        until_none_is_left(async || self.sessions.purge_deleted_users().await).await
    }

    async fn purge_released_names(&self) -> Result<usize, StoreError> {
        until_none_is_left(async || self.names.purge_some().await).await
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

    async fn purge(&self, what: Expired) -> Result<usize, StoreError> {
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

/// Repeats the purge until it removes nothing. Returns the number of removed rows.
async fn until_none_is_left(purge: impl AsyncFn() -> Result<usize, StoreError>) -> Result<usize, StoreError> {
    let mut purged = 0;
    loop {
        let some = purge().await?;
        if some == 0 {
            return Ok(purged);
        }
        purged += some;
        sleep(PAUSE).await;
    }
}
