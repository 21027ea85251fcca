//! The port for expensive reads in slices.

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::fair_reads::{Admission, SlicePermit};
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{
    DueDate, Position, ReadLimit, SortValue, Task, TaskFilter, TaskQuery, TaskSummary, TextBytes,
};

/// The maximum size of a slice.
pub const SLICE: ReadLimit = ReadLimit { rows: 1000, bytes: 4 * 1024 * 1024 };

/// The position of a task in the order of creation. The position of a task never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CreationPosition {
    /// The creation time.
    pub at: Timestamp,
    /// The id, which orders tasks with the same creation time.
    pub id: TaskId,
}

impl CreationPosition {
    /// Returns the position in a list that is sorted by creation.
    pub fn position(self) -> Position {
        Position { value: SortValue::Time(self.at), id: self.id }
    }

    /// Converts a position of a list that is sorted by creation. `None` for a position whose value is not a time.
    pub fn from_position(position: &Position) -> Option<Self> {
        match position.value {
            SortValue::Time(at) => Some(Self { at, id: position.id }),
            SortValue::Text(_) | SortValue::Rank(_) | SortValue::Day(_) => None,
        }
    }
}

/// The position and the size of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskSize {
    /// The position of the task.
    pub creation: CreationPosition,
    /// The total length of the task's title, description and tags, in bytes of UTF-8.
    pub bytes: usize,
}

impl TextBytes for TaskSize {
    fn text_bytes(&self) -> usize {
        self.bytes
    }
}

/// The owner's next live tasks in the order of creation, up to `limit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Whether the slice begins with the newest task.
    pub newest_first: bool,
    /// The slice begins after this position. `None` for the first slice.
    pub after: Option<CreationPosition>,
    /// The maximum size of the slice.
    pub limit: ReadLimit,
}

/// The bounds of a slice, both inclusive. The slice contains all tasks created between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SliceRange {
    /// The oldest position.
    pub first: CreationPosition,
    /// The newest position.
    pub last: CreationPosition,
}

impl SliceRange {
    /// Returns the bounds of a slice with these tasks, or `None` without tasks.
    pub fn spanning(measured: &[TaskSize]) -> Option<Self> {
        let one = measured.first()?.creation;
        let other = measured.last()?.creation;
        Some(Self { first: one.min(other), last: one.max(other) })
    }
}

/// The result of reading a slice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SliceRead<T> {
    /// The result for the tasks of the slice.
    pub value: T,
    /// The position after which the next slice begins; `None` if no tasks follow.
    pub next_after: Option<CreationPosition>,
}

/// The columns that a list needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SliceColumns {
    /// Every column.
    All,
    /// The columns that are needed for sorting: all except descriptions and tags.
    SortValues,
}

/// Reads one slice at a time, for [`list_sliced`](super::list_sliced), [`count_sliced`](super::count_sliced) and
/// [`summarize_sliced`](super::summarize_sliced).
///
/// A method MUST NOT read more than the slice and the next row, and MUST hold `permit` until its query has ended, even if the
/// caller drops the future. Two slices may be read from different snapshots.
#[async_trait]
pub trait TaskSlices: Send + Sync {
    /// Waits until the owner may begin an expensive read. MUST fail with [`StoreError::TooManyReads`] after waiting
    /// [`MAX_QUEUED`](super::MAX_QUEUED).
    async fn admit(&self, owner: UserId) -> Result<Admission, StoreError>;

    /// Returns the same as [`TaskStore::sequence`](crate::task::TaskStore::sequence).
    async fn last_sequence(&self, owner: UserId) -> Result<i64, StoreError>;

    /// Returns the maximum size of a slice.
    fn slice_limit(&self) -> ReadLimit {
        SLICE
    }

    /// Returns the matching tasks of the slice that come after the position of the query, and whether the slice
    /// contains more of these tasks. The tasks are in the order of the query, up to the
    /// [`read_limit`](crate::task::Page::read_limit) of its page. The query skips no tasks.
    async fn list_slice(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        query: &TaskQuery,
        columns: SliceColumns,
    ) -> Result<SliceRead<(Vec<Task>, bool)>, StoreError>;

    /// Counts the matching tasks of the slice. Without a filter, no text is read, so only the number of rows limits the slice.
    async fn count_slice(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        filter: &TaskFilter,
    ) -> Result<SliceRead<i64>, StoreError>;

    /// Summarizes the tasks of the slice. The sequence number of the result is 0.
    async fn summarize_slice(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        today: DueDate,
    ) -> Result<SliceRead<TaskSummary>, StoreError>;
}
