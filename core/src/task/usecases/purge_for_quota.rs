//! Purges the oldest deleted tasks to make room for new data under the storage quota.

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{
    CreateTaskError, LockScope, LockedWrite, NewTask, OperationResult, Outcome, Purged, ROW_BYTES, Task,
    TaskError, WriteTasksError,
};

/// Maximum number of purges for one write. A second purge is needed if concurrent writes of the same owner use the freed space.
const MAX_PURGES: usize = 3;
/// Maximum number of tasks purged per statement.
const MAX_ROWS_PER_STATEMENT: u32 = 500;
/// The fraction of the quota (1/256) that is freed in addition, so that not every write of a full account purges tasks.
const SPARE_DIVISOR: i64 = 256;

impl TaskService {
    pub(super) async fn create_with_purge(
        &self,
        owner: UserId,
        new: &NewTask,
    ) -> Result<Task, CreateTaskError> {
        for _ in 0..MAX_PURGES {
            match self.tasks.create(owner, new, self.clock.now(), self.quota).await {
                Err(CreateTaskError::Quota(exceeded)) => {
                    let Some(excess) = exceeded.excess_bytes() else { return Err(exceeded.into()) };
                    if !self.purge_for(owner, excess, &[]).await? {
                        return Err(exceeded.into());
                    }
                }
                created => return created,
            }
        }
        self.tasks.create(owner, new, self.clock.now(), self.quota).await
    }

    pub(super) async fn write_with_purge(
        &self,
        owner: UserId,
        work: &LockedWrite,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        let spare: &[TaskId] = match &work.scope {
            LockScope::Ids(ids) => ids,
            LockScope::SameContent(_) => &[],
        };
        for _ in 0..MAX_PURGES {
            match self.tasks.write(owner, work).await {
                Err(WriteTasksError::Operation(rejected)) => {
                    let Some(excess) = rejected.error.excess_bytes() else { return Err(rejected.into()) };
                    if !self.purge_for(owner, excess, spare).await? {
                        return Err(rejected.into());
                    }
                }
                done => return done,
            }
        }
        self.tasks.write(owner, work).await
    }

    /// Returns the number of bytes that a purge could free for the rejected operation, or `None` if these bytes would
    /// not be enough.
    pub(super) async fn purgeable_bytes(
        &self,
        owner: UserId,
        error: &TaskError,
    ) -> Result<Option<i64>, StoreError> {
        let Some(excess) = error.excess_bytes() else { return Ok(None) };
        let bytes = self.retention.deleted_bytes(owner, min_rows_for(excess)).await?;
        Ok((bytes >= excess).then_some(bytes))
    }

    /// Purges deleted tasks, except the tasks in `spare`, which the write needs. Returns false, and purges no tasks, if
    /// all deleted tasks together have too few bytes.
    async fn purge_for(&self, owner: UserId, excess: i64, spare: &[TaskId]) -> Result<bool, StoreError> {
        if self.retention.deleted_bytes(owner, min_rows_for(excess)).await? < excess {
            return Ok(false);
        }
        let mut to_purge = excess.saturating_add(self.quota.max_bytes / SPARE_DIVISOR);
        while to_purge > 0 {
            let Purged { rows, bytes } =
                self.retention.purge_oldest_deleted(owner, to_purge, spare, MAX_ROWS_PER_STATEMENT).await?;
            if rows == 0 {
                break;
            }
            to_purge = to_purge.saturating_sub(bytes);
        }
        Ok(true)
    }
}

/// Returns a number of rows that together have at least this many bytes.
fn min_rows_for(bytes: i64) -> u32 {
    u32::try_from(bytes / ROW_BYTES + 1).unwrap_or(u32::MAX)
}
