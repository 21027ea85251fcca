//! Collects rows into batches of bounded size.

use std::mem;

use crate::value::{Row, Value};

const MAX_ROWS: usize = 2000;
const MAX_BYTES: usize = 1 << 20;

/// Rows that are written together: at most 2000, and at most 1 MiB unless a single row is larger.
#[derive(Debug, Default)]
pub struct Batch {
    rows: Vec<Row>,
    bytes: usize,
}

impl Batch {
    /// Adds a row. Returns the rows of the batch, and empties it, if it is full.
    pub fn push(&mut self, row: Row) -> Option<Vec<Row>> {
        self.bytes += row.iter().map(Value::size).sum::<usize>();
        self.rows.push(row);
        (self.rows.len() >= MAX_ROWS || self.bytes >= MAX_BYTES).then(|| self.take())
    }

    /// Returns the rows of the batch, and empties it.
    pub fn take(&mut self) -> Vec<Row> {
        self.bytes = 0;
        mem::take(&mut self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batch_is_limited_by_rows_and_by_bytes() {
        let rows_of_first_batch = |row: &Row| {
            let mut batch = Batch::default();
            let full = (0..10_000).find_map(|_| batch.push(row.clone())).unwrap();
            assert!(batch.take().is_empty(), "a full batch must be emptied");
            full.len()
        };
        assert_eq!(rows_of_first_batch(&vec![Value::Null]), MAX_ROWS);
        assert_eq!(rows_of_first_batch(&vec![Value::Text("x".repeat(1 << 18))]), 4);
        assert_eq!(rows_of_first_batch(&vec![Value::Bytes(vec![0; 2 << 20])]), 1);
    }
}
