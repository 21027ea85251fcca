//! The maximum size of one read. A limit on rows alone would let large tasks fill the memory.

use crate::task::{Task, TaskContent, TaskRecord};

/// At most `rows` rows, and no row after the one with which the text of all rows reaches `bytes`.
///
/// The text is at most [`TaskContent::MAX_TEXT_BYTES`] longer than `bytes`, and at least one row is returned if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimit {
    pub rows: u32,
    pub bytes: usize,
}

impl ReadLimit {
    /// The size of one page, whatever the number of its rows: 1 MiB.
    pub const PAGE_BYTES: usize = 1024 * 1024;

    /// At most `rows` rows and the bytes of one page.
    pub const fn of_rows(rows: u32) -> Self {
        Self { rows, bytes: Self::PAGE_BYTES }
    }

    /// Whether `rows` rows can hold more text than `bytes`. If not, a store does not have to measure them.
    pub fn can_be_cut_by_bytes(self) -> bool {
        let rows = usize::try_from(self.rows).unwrap_or(usize::MAX);
        rows.saturating_sub(1).saturating_mul(TaskContent::MAX_TEXT_BYTES) >= self.bytes
    }

    /// Reads until the limit is reached. The second value is whether more rows follow. At most one row after the last one is
    /// read.
    pub fn cut<T: TextBytes, E>(
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
    /// The length of all texts in UTF-8.
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

    fn cut(rows: &[usize], limit: ReadLimit) -> (Vec<usize>, bool) {
        limit.cut(rows.iter().map(|row| Ok::<_, Infallible>(*row))).unwrap()
    }

    #[test]
    fn read_ends_with_the_row_that_reaches_the_limit() {
        let limit = ReadLimit { rows: 4, bytes: 10 };
        assert_eq!(cut(&[], limit), (vec![], false));
        assert_eq!(cut(&[1, 2, 3, 3], limit), (vec![1, 2, 3, 3], false));
        assert_eq!(cut(&[1, 2, 3, 3, 1], limit), (vec![1, 2, 3, 3], true));
        assert_eq!(cut(&[4, 5, 1], limit), (vec![4, 5, 1], false));
        assert_eq!(cut(&[4, 6, 1], limit), (vec![4, 6], true));
        assert_eq!(cut(&[4, 7], limit), (vec![4, 7], false));
        assert_eq!(cut(&[90, 1], limit), (vec![90], true));
        assert_eq!(cut(&[0, 1], ReadLimit { rows: 4, bytes: 0 }), (vec![0], true));
    }

    #[test]
    fn a_short_list_needs_no_measuring() {
        let can_be_cut = |rows| ReadLimit::of_rows(rows).can_be_cut_by_bytes();
        assert_eq!([1, 20, 21, 24, 25, 1000].map(can_be_cut), [false, false, false, false, true, true]);
    }

    #[test]
    fn row_that_fails_fails_the_read_unless_it_is_behind_the_end() {
        let limit = ReadLimit { rows: 1, bytes: 10 };
        assert_eq!(limit.cut([Ok(1_usize), Err("corrupt")]), Ok((vec![1], true)));
        assert_eq!(limit.cut([Err::<usize, _>("corrupt")]), Err("corrupt"));
    }
}
