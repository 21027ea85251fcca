//! The maximum size of one read, in rows and bytes, because a few rows can be large.

use crate::task::{Task, TaskContent, TaskRecord};

/// At most `rows` rows, ending with the row at which the total text reaches `bytes`.
///
/// The text exceeds `bytes` by at most [`TaskContent::MAX_TEXT_BYTES`]. A read returns at least one row if one exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimit {
    /// The maximum number of rows.
    pub rows: u32,
    /// The total length of text, in bytes, at which the read ends.
    pub bytes: usize,
}

impl ReadLimit {
    /// The length of text at which a page ends, for any number of rows: 1 MiB.
    pub const PAGE_BYTES: usize = 1024 * 1024;

    /// Returns a limit of `rows` rows and [`PAGE_BYTES`](Self::PAGE_BYTES).
    pub const fn of_rows(rows: u32) -> Self {
        Self { rows, bytes: Self::PAGE_BYTES }
    }

    /// Returns whether the read can end before its last row because the text reaches `bytes`. If it can't, a store does
    /// not need to measure the text.
    pub fn may_exceed_bytes(self) -> bool {
        let rows = usize::try_from(self.rows).unwrap_or(usize::MAX);
        rows.saturating_sub(1).saturating_mul(TaskContent::MAX_TEXT_BYTES) >= self.bytes
    }

    /// Reads rows up to the limit. Returns the rows, and whether more rows follow. Reads at most one row beyond the
    /// returned rows.
    pub fn collect_rows<T: TextBytes, E>(
        self,
        rows: impl IntoIterator<Item = Result<T, E>>,
    ) -> Result<(Vec<T>, bool), E> {
        let max_rows = usize::try_from(self.rows).unwrap_or(usize::MAX);
        let (mut read, mut bytes) = (Vec::new(), 0_usize);
        for row in rows {
            if read.len() >= max_rows || (bytes >= self.bytes && !read.is_empty()) {
                return Ok((read, true));
            }
            let row = row?;
            bytes = bytes.saturating_add(row.text_bytes());
            read.push(row);
        }
        Ok((read, false))
    }
}

/// The size that counts for [`ReadLimit::bytes`].
pub trait TextBytes {
    /// Returns the total length of title, description and tags, in bytes of UTF-8.
    fn text_bytes(&self) -> usize;
}

impl TextBytes for Task {
    fn text_bytes(&self) -> usize {
        self.content.text_bytes()
    }
}

impl TextBytes for TaskRecord {
    fn text_bytes(&self) -> usize {
        self.task.text_bytes()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    impl TextBytes for usize {
        fn text_bytes(&self) -> usize {
            *self
        }
    }

    fn truncate(rows: &[usize], limit: ReadLimit) -> (Vec<usize>, bool) {
        limit.collect_rows(rows.iter().map(|row| Ok::<_, Infallible>(*row))).unwrap()
    }

    #[test]
    fn read_ends_with_the_row_that_reaches_the_limit() {
        let limit = ReadLimit { rows: 4, bytes: 10 };
        assert_eq!(truncate(&[], limit), (vec![], false));
        assert_eq!(truncate(&[1, 2, 3, 3], limit), (vec![1, 2, 3, 3], false));
        assert_eq!(truncate(&[1, 2, 3, 3, 1], limit), (vec![1, 2, 3, 3], true));
        assert_eq!(truncate(&[4, 5, 1], limit), (vec![4, 5, 1], false));
        assert_eq!(truncate(&[4, 6, 1], limit), (vec![4, 6], true));
        assert_eq!(truncate(&[4, 7], limit), (vec![4, 7], false));
        assert_eq!(truncate(&[90, 1], limit), (vec![90], true));
        assert_eq!(truncate(&[0, 1], ReadLimit { rows: 4, bytes: 0 }), (vec![0], true));
    }

    #[test]
    fn byte_limit_does_not_shorten_a_short_list() {
        let can_be_cut = |rows| ReadLimit::of_rows(rows).may_exceed_bytes();
        assert_eq!([1, 20, 21, 24, 25, 1000].map(can_be_cut), [false, false, false, false, true, true]);
    }

    #[test]
    fn invalid_row_fails_the_read_unless_it_is_beyond_the_limit() {
        let limit = ReadLimit { rows: 1, bytes: 10 };
        assert_eq!(limit.collect_rows([Ok(1_usize), Err("corrupt")]), Ok((vec![1], true)));
        assert_eq!(limit.collect_rows([Err::<usize, _>("corrupt")]), Err("corrupt"));
    }
}
