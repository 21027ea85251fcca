//! A window into a list whose order is total.

use crate::invalid::Invalid;

/// `skip` rows are left out, then at most `limit` follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    skip: i64,
    limit: Option<i64>,
}

impl Page {
    pub const MAX_LIMIT: i64 = 1000;

    /// Everything, from the first row on.
    pub const ALL: Self = Self { skip: 0, limit: None };

    /// `skip` ≥ 0; `limit` 1..=1000, or `None` for all that follows.
    pub fn new(skip: i64, limit: Option<i64>) -> Result<Self, Invalid> {
        if skip < 0 {
            return Err(Invalid::OutOfRange { min: 0, max: i64::MAX });
        }
        match limit {
            Some(limit) if !(1..=Self::MAX_LIMIT).contains(&limit) => {
                Err(Invalid::OutOfRange { min: 1, max: Self::MAX_LIMIT })
            }
            _ => Ok(Self { skip, limit }),
        }
    }

    pub fn skip(self) -> i64 {
        self.skip
    }

    pub fn limit(self) -> Option<i64> {
        self.limit
    }

    /// The same window with one row more: whether that row exists tells whether another page follows.
    pub(crate) fn with_one_more(self) -> Self {
        Self { skip: self.skip, limit: self.limit.map(|limit| limit + 1) }
    }
}
