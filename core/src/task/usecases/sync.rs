//! Synchronizes a client's copy of the tasks.

use thiserror::Error;

use super::TaskService;
use super::sync_position::SyncPosition;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::task::{ChangesPage, ReadLimit, TaskRecord};

/// Why no changes were returned.
#[derive(Debug, Error)]
pub enum ChangesError {
    /// Deletions after this number were purged, or the number is from another database. The client must start over at 0.
    #[error("the changes since this number are no longer available")]
    Expired,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A page of changes. A task that was written several times is contained once, with the number of its last write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncPage {
    /// The changed tasks, including deleted ones, in order of their last write.
    pub tasks: Vec<TaskRecord>,
    /// The number to send with the next request.
    pub next: i64,
    /// Whether more changes follow.
    pub has_more: bool,
    from: SyncPosition,
    purged_seq: i64,
}

impl SyncPage {
    /// Returns the number to send with the next request if the client has applied the changes up to this task.
    pub fn next_after(&self, task: &TaskRecord) -> i64 {
        self.from.number_after(task.task.change_seq, self.purged_seq)
    }
}

impl TaskService {
    /// Returns the number of the owner's last write. A client whose copy has this number is up to date. Reads one row.
    pub async fn sequence(&self, owner: UserId) -> Result<i64, StoreError> {
        self.tasks.sequence(owner).await
    }

    /// Returns the changes after `since`. To continue, pass the previous [`SyncPage::next`]. To start over with all tasks,
    /// pass 0.
    pub async fn changes(
        &self,
        owner: UserId,
        since: i64,
        limit: ReadLimit,
    ) -> Result<SyncPage, ChangesError> {
        let from = SyncPosition::from_number(since);
        let read = self.tasks.read_changes(owner, from.seq, limit).await?;
        if from.is_expired(read.seq, read.purged_seq) {
            return Err(ChangesError::Expired);
        }
        let ChangesPage { tasks, has_more, .. } = read;
        let next = match tasks.last().filter(|_| has_more) {
            Some(last) => from.number_after(last.task.change_seq, read.purged_seq),
            None => read.seq,
        };
        Ok(SyncPage { tasks, next, has_more, from, purged_seq: read.purged_seq })
    }
}
