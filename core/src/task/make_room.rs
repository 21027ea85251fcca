//! Room under the storage quota: deleted tasks give way to new ones, those first that were deleted first.

use super::TaskService;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{
    CreateTaskError, Done, NewTask, Purged, ROW_BYTES, Reads, Refusal, Task, TaskWork, WriteTasksError,
    Written,
};

/// How often room is made for one write: other writes of the same owner may take it first.
const ROUNDS: usize = 3;
/// How many tasks are purged at once.
const ROWS: u32 = 500;
/// This part of the quota is freed beside what is missing, so that not every write of a full account has to purge.
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
        work: &TaskWork,
    ) -> Result<Done<Vec<Written>>, WriteTasksError> {
        let spare: &[TaskId] = match &work.reads {
            Reads::Tasks(ids) => ids,
            Reads::Alike(_) => &[],
        };
        for _ in 0..ROUNDS {
            match self.tasks.write(owner, work).await {
                Err(WriteTasksError::Refused(refused)) => {
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

    /// How many bytes could be freed for what was refused; `None` where that would not help.
    pub(super) async fn room_to_make(
        &self,
        owner: UserId,
        refusal: &Refusal,
    ) -> Result<Option<i64>, StoreError> {
        let Some(missing) = refusal.missing_bytes() else { return Ok(None) };
        let bytes = self.keeping.deleted_bytes(owner, rows_for(missing)).await?;
        Ok((bytes >= missing).then_some(bytes))
    }

    /// False, with nothing purged, when the deleted tasks are too few. The tasks of `spare`, which the write is about, stay.
    async fn make_room(&self, owner: UserId, missing: i64, spare: &[TaskId]) -> Result<bool, StoreError> {
        if self.keeping.deleted_bytes(owner, rows_for(missing)).await? < missing {
            return Ok(false);
        }
        let mut wanted = missing.saturating_add(self.quota.max_bytes / SPARE_PART);
        while wanted > 0 {
            let Purged { rows, bytes } =
                self.keeping.purge_oldest_deleted(owner, wanted, spare, ROWS).await?;
            if rows == 0 {
                break;
            }
            wanted = wanted.saturating_sub(bytes);
        }
        Ok(true)
    }
}

/// So many rows count this much at least.
fn rows_for(bytes: i64) -> u32 {
    u32::try_from(bytes / ROW_BYTES + 1).unwrap_or(u32::MAX)
}
