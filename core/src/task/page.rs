//! A window of a sorted list.

use crate::invalid::Invalid;
use crate::task::ReadLimit;

/// A window of a sorted list: skips `skip` rows, then includes at most `limit` rows. `max_bytes` limits the text that one
/// read returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    skip: i64,
    limit: Option<i64>,
    max_bytes: usize,
}

impl Page {
    /// The greatest valid limit, in rows.
    pub const MAX_LIMIT: i64 = 1000;

    /// All rows of the list.
    pub const ALL: Self = Self { skip: 0, limit: None, max_bytes: ReadLimit::PAGE_BYTES };

    /// Creates a window. `skip` must be at least 0, and `limit` from 1 to 1000. `None` includes all following rows.
    pub fn new(skip: i64, limit: Option<i64>) -> Result<Self, Invalid> {
        if skip < 0 {
            return Err(Invalid::OutOfRange { min: 0, max: i64::MAX });
        }
        match limit {
            Some(limit) if !(1..=Self::MAX_LIMIT).contains(&limit) => {
                Err(Invalid::OutOfRange { min: 1, max: Self::MAX_LIMIT })
            }
            _ => Ok(Self { skip, limit, max_bytes: ReadLimit::PAGE_BYTES }),
        }
    }

    /// Returns the number of skipped rows.
    pub fn skip(self) -> i64 {
        self.skip
    }

    /// Returns the maximum number of rows. `None` for all following rows.
    pub fn limit(self) -> Option<i64> {
        self.limit
    }

    /// Returns the same window, read in parts of `max_bytes` instead of [`ReadLimit::PAGE_BYTES`].
    #[must_use]
    pub fn with_max_bytes(self, max_bytes: usize) -> Self {
        Self { max_bytes, ..self }
    }

    /// Returns the first `rows` rows of the same window.
    #[must_use]
    pub fn limited_to(self, rows: i64) -> Self {
        Self { limit: Some(self.limit.map_or(rows, |limit| limit.min(rows))), ..self }
    }

    /// Returns the limit of one read.
    pub fn read_limit(self) -> ReadLimit {
        let rows = self.limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(u32::MAX);
        ReadLimit { rows, bytes: self.max_bytes }
    }

    /// Returns the window of a read with this limit.
    pub(crate) fn from_read_limit(limit: ReadLimit) -> Self {
        Self { skip: 0, limit: Some(limit.rows.into()), max_bytes: limit.bytes }
    }

    /// Returns the rest of the window, after its first `count` rows. The result skips no rows. `None` if no rows are left in
    /// the window.
    pub(crate) fn after_rows(self, count: usize) -> Option<Self> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let limit = self.limit.map(|limit| limit.saturating_sub(count));
        limit.is_none_or(|limit| limit > 0).then_some(Self { skip: 0, limit, ..self })
    }
}
