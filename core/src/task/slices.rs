//! The part of a store by which expensive reads are done in slices.

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::fair::{Admission, Turn};
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{
    DueDate, Position, ReadLimit, SortValue, Task, TaskFilter, TaskQuery, TaskSummary, TextBytes,
};

/// What one slice reads at most.
pub const SLICE: ReadLimit = ReadLimit { rows: 1000, bytes: 4 * 1024 * 1024 };

/// Where a task is in the order of creation, which never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Creation {
    pub at: Timestamp,
    pub id: TaskId,
}

impl Creation {
    /// The same place in a list that is sorted by creation.
    pub fn position(self) -> Position {
        Position { value: SortValue::Time(self.at), id: self.id }
    }

    /// `None` in any other list.
    pub fn of(position: &Position) -> Option<Self> {
        match position.value {
            SortValue::Time(at) => Some(Self { at, id: position.id }),
            SortValue::Text(_) | SortValue::Rank(_) | SortValue::Day(_) => None,
        }
    }
}

/// A task of which no more is known than how much there is to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    pub creation: Creation,
    pub bytes: usize,
}

impl TextBytes for Measured {
    fn text_bytes(&self) -> usize {
        self.bytes
    }
}

/// The next of an owner's live tasks in the order of creation, as many as `limit` allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    pub newest_first: bool,
    pub after: Option<Creation>,
    pub limit: ReadLimit,
}

/// The tasks of a slice: all that were created within these bounds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SliceRange {
    pub first: Creation,
    pub last: Creation,
}

impl SliceRange {
    /// `measured` are the tasks of the slice in its order.
    pub fn of(measured: &[Measured]) -> Option<Self> {
        let one = measured.first()?.creation;
        let other = measured.last()?.creation;
        Some(Self { first: one.min(other), last: one.max(other) })
    }
}

/// What was found in a slice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SliceRead<T> {
    pub found: T,
    /// Where the next slice begins; `None` where no tasks follow.
    pub end: Option<Creation>,
}

/// Which part of the tasks a list needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    All,
    /// Without descriptions and tags: enough to sort by.
    SortValues,
}

/// Reads one slice at a time. The sliced reads ([`list`](super::sliced::list) and its siblings) are made of these.
///
/// A method MUST read no more than the slice and what ends it, and MUST hold `turn` until its work has ended, also when the
/// caller is gone. Two slices need not be of one moment.
#[async_trait]
pub trait TaskSlices: Send + Sync {
    /// Waits until the owner may begin an expensive read. MUST fail with [`StoreError::TooManyReads`] after waiting
    /// [`MAX_QUEUED`](super::MAX_QUEUED).
    async fn admit(&self, owner: UserId) -> Result<Admission, StoreError>;

    /// As [`TaskStore::sequence`](crate::task::TaskStore::sequence).
    async fn last_sequence(&self, owner: UserId) -> Result<i64, StoreError>;

    /// What a slice may read.
    fn slice_limit(&self) -> ReadLimit {
        SLICE
    }

    /// The slice's tasks that match, behind the query's place and in its order, and whether more match than its
    /// [`read_limit`](crate::task::Page::read_limit) allows. The query skips none.
    async fn list_slice(
        &self,
        turn: Turn,
        owner: UserId,
        slice: Slice,
        query: &TaskQuery,
        contents: Contents,
    ) -> Result<SliceRead<(Vec<Task>, bool)>, StoreError>;

    /// How many of the slice's tasks match. Without a filter no text is read, so that only rows end the slice.
    async fn count_slice(
        &self,
        turn: Turn,
        owner: UserId,
        slice: Slice,
        filter: &TaskFilter,
    ) -> Result<SliceRead<i64>, StoreError>;

    /// Counts the slice's tasks; the sequence number is left 0.
    async fn summarize_slice(
        &self,
        turn: Turn,
        owner: UserId,
        slice: Slice,
        today: DueDate,
    ) -> Result<SliceRead<TaskSummary>, StoreError>;
}
