//! Room under the storage quota: the tasks that were deleted first are purged to make room for new data.

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{
    CreateTaskError, LockScope, LockedWrite, NewTask, OperationResult, Outcome, Purged, ROW_BYTES, Task,
    TaskError, WriteTasksError,
};

/// How often room is made for one write: concurrent writes of the same owner may use it up.
const ROUNDS: usize = 3;
/// How many tasks are purged at once.
const ROWS: u32 = 500;
/// This fraction of the quota is freed in addition to the missing bytes, so that not every write of a full account purges.
const SPARE_PART: i64 = 256;

impl TaskService {
    pub(super) async fn create_with_room(
        &self,
        owner: UserId,
        new: &NewTask,
    ) -> Result<Task, CreateTaskError> {
        for _ in 0..ROUNDS {
            match self.tasks.create(owner, new, self.clock.now(), self.quota).await {
                Err(CreateTaskError::Quota(exceeded)) => {
                    let Some(missing) = exceeded.missing_bytes() else { return Err(exceeded.into()) };
                    if !self.make_room(owner, missing, &[]).await? {
                        return Err(exceeded.into());
                    }
                }
                created => return created,
            }
        }
        self.tasks.create(owner, new, self.clock.now(), self.quota).await
    }

    pub(super) async fn write_with_room(
        &self,
        owner: UserId,
        work: &LockedWrite,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        let spare: &[TaskId] = match &work.scope {
            LockScope::Ids(ids) => ids,
            LockScope::Alike(_) => &[],
        };
        for _ in 0..ROUNDS {
            match self.tasks.write(owner, work).await {
                Err(WriteTasksError::Operation(refused)) => {
                    let Some(missing) = refused.refusal.missing_bytes() else { return Err(refused.into()) };
                    if !self.make_room(owner, missing, spare).await? {
                        return Err(refused.into());
                    }
                }
                done => return done,
            }
        }
        self.tasks.write(owner, work).await
    }

    /// The number of bytes that a purge could free for the rejected operation; `None` if that is too little.
    pub(super) async fn room_to_make(
        &self,
        owner: UserId,
        refusal: &TaskError,
    ) -> Result<Option<i64>, StoreError> {
        let Some(missing) = refusal.missing_bytes() else { return Ok(None) };
        let bytes = self.retention.deleted_bytes(owner, rows_for(missing)).await?;
        Ok((bytes >= missing).then_some(bytes))
    }

    /// Returns false and purges nothing if deleted tasks do not hold enough bytes. The tasks of `spare`, which the write needs,
    /// stay.
    async fn make_room(&self, owner: UserId, missing: i64, spare: &[TaskId]) -> Result<bool, StoreError> {
        if self.retention.deleted_bytes(owner, rows_for(missing)).await? < missing {
            return Ok(false);
        }
        let mut wanted = missing.saturating_add(self.quota.max_bytes / SPARE_PART);
        while wanted > 0 {
            let Purged { rows, bytes } =
                self.retention.purge_oldest_deleted(owner, wanted, spare, ROWS).await?;
            if rows == 0 {
                break;
            }
            wanted = wanted.saturating_sub(bytes);
        }
        Ok(true)
    }
}

/// The number of rows that count at least this many bytes.
fn rows_for(bytes: i64) -> u32 {
    u32::try_from(bytes / ROW_BYTES + 1).unwrap_or(u32::MAX)
}
