//! Tasks in memory, read in slices. `tests/sliced_reads.rs` compares the results with the results of a read without
//! slices.

use std::sync::Arc;

use async_trait::async_trait;

use super::MemoryDatabase;
use crate::fair_reads::{Admission, FairReadScheduler, SlicePermit};
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::task::{
    CreationPosition, DueDate, ReadLimit, Slice, SliceColumns, SliceRange, SliceRead, Sort, SortKey, Task,
    TaskFilter, TaskQuery, TaskSize, TaskSlices, TaskStore, TaskSummary, TextBytes,
};

/// A memory store with a slice limit that the test sets.
pub struct SlicedMemory {
    database: Arc<MemoryDatabase>,
    scheduler: Arc<FairReadScheduler>,
    limit: ReadLimit,
}

impl SlicedMemory {
    /// Creates a store that reads the tasks of `database` in slices of at most `limit`.
    pub fn new(database: Arc<MemoryDatabase>, limit: ReadLimit) -> Self {
        Self { database, scheduler: FairReadScheduler::new(1), limit }
    }

    /// Returns the tasks in the order of the slice, and the position after which the next slice begins.
    fn slice(&self, owner: UserId, slice: Slice) -> (Vec<Task>, Option<CreationPosition>) {
        let sort = Sort { key: SortKey::CreatedAt, descending: slice.newest_first };
        let mut tasks = self.database.live_tasks(owner);
        tasks.sort_by(|a, b| sort.compare(&sort.position_of(a), &sort.position_of(b)));
        if let Some(after) = slice.after {
            tasks.retain(|task| sort.compare(&sort.position_of(task), &after.position()).is_gt());
        }
        let measure = |task: &Task| {
            let creation = CreationPosition { at: task.created_at, id: task.id };
            Ok::<_, StoreError>(TaskSize { creation, bytes: task.text_bytes() })
        };
        let (measured, has_more) = slice.limit.collect_rows(tasks.iter().map(measure)).unwrap();
        let range = SliceRange::spanning(&measured);
        tasks.truncate(measured.len());
        for task in &tasks {
            let SliceRange { first, last } = range.unwrap();
            assert!((first..=last).contains(&CreationPosition { at: task.created_at, id: task.id }));
        }
        (tasks, measured.last().filter(|_| has_more).map(|last| last.creation))
    }
}

#[async_trait]
impl TaskSlices for SlicedMemory {
    async fn admit(&self, owner: UserId) -> Result<Admission, StoreError> {
        Ok(self.scheduler.clone().admit(owner).await)
    }

    async fn last_sequence(&self, owner: UserId) -> Result<i64, StoreError> {
        self.database.sequence(owner).await
    }

    fn slice_limit(&self) -> ReadLimit {
        self.limit
    }

    async fn list_slice(
        &self,
        _permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        query: &TaskQuery,
        columns: SliceColumns,
    ) -> Result<SliceRead<(Vec<Task>, bool)>, StoreError> {
        let (mut tasks, next_after) = self.slice(owner, slice);
        let place = |task: &Task| query.sort.position_of(task);
        tasks.retain(|task| query.filter.matches(task));
        tasks.retain(|task| {
            query.after.as_ref().is_none_or(|after| query.sort.compare(&place(task), after).is_gt())
        });
        tasks.sort_by(|a, b| query.sort.compare(&place(a), &place(b)));
        if columns == SliceColumns::SortValues {
            for task in &mut tasks {
                task.content.description = None;
            }
        }
        let found = query.page.read_limit().collect_rows(tasks.into_iter().map(Ok::<_, StoreError>))?;
        Ok(SliceRead { value: found, next_after })
    }

    async fn count_slice(
        &self,
        _permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        filter: &TaskFilter,
    ) -> Result<SliceRead<i64>, StoreError> {
        let (tasks, next_after) = self.slice(owner, slice);
        let count = tasks.iter().filter(|task| filter.matches(task)).count();
        Ok(SliceRead { value: i64::try_from(count).unwrap(), next_after })
    }

    async fn summarize_slice(
        &self,
        _permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        today: DueDate,
    ) -> Result<SliceRead<TaskSummary>, StoreError> {
        let (tasks, next_after) = self.slice(owner, slice);
        Ok(SliceRead { value: super::tasks::summary(0, tasks.iter(), today), next_after })
    }
}
