//! The checksum of a table.

use chrono::Datelike;
use sha2::{Digest, Sha256};

use crate::value::Value;

/// The number of rows of a table, and a checksum that does not depend on their order: the sum of a hash of each row. So
/// neither database has to sort the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TableDigest {
    rows: u64,
    sum: u128,
}

impl TableDigest {
    /// Adds a row.
    pub fn add(&mut self, row: &[Value]) {
        let mut hasher = Sha256::new();
        for value in row {
            encode(value, &mut hasher);
        }
        let hash: [u8; 32] = hasher.finalize().into();
        let first_half = hash.iter().take(16).fold(0, |sum, byte| (sum << 8) | u128::from(*byte));
        self.rows += 1;
        self.sum = self.sum.wrapping_add(first_half);
    }

    /// Returns the number of rows.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

/// Hashes a value so that different rows never have the same bytes: each value begins with its type, and texts, bytes
/// and lists begin with their length.
fn encode(value: &Value, hasher: &mut Sha256) {
    match value {
        Value::Null => hasher.update([0]),
        Value::BigInt(number) => fixed(1, &number.to_be_bytes(), hasher),
        Value::SmallInt(number) => fixed(2, &number.to_be_bytes(), hasher),
        Value::Boolean(flag) => fixed(3, &[u8::from(*flag)], hasher),
        Value::Text(text) => sized(4, text.as_bytes(), hasher),
        Value::Time(micros) => fixed(5, &micros.to_be_bytes(), hasher),
        Value::Date(date) => fixed(6, &date.num_days_from_ce().to_be_bytes(), hasher),
        Value::Uuid(bytes) => fixed(7, bytes, hasher),
        Value::Bytes(bytes) => sized(8, bytes, hasher),
        Value::Texts(texts) => {
            fixed(9, &length(texts.len()), hasher);
            for text in texts {
                sized(4, text.as_bytes(), hasher);
            }
        }
    }
}

fn fixed(kind: u8, bytes: &[u8], hasher: &mut Sha256) {
    hasher.update([kind]);
    hasher.update(bytes);
}

fn sized(kind: u8, bytes: &[u8], hasher: &mut Sha256) {
    fixed(kind, &length(bytes.len()), hasher);
    hasher.update(bytes);
}

fn length(length: usize) -> [u8; 8] {
    u64::try_from(length).unwrap_or(u64::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn digest(rows: &[&[Value]]) -> TableDigest {
        let mut digest = TableDigest::default();
        for row in rows {
            digest.add(row);
        }
        digest
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn texts(texts: &[&str]) -> Value {
        Value::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn order_of_rows_does_not_matter() {
        let (one, two) = ([Value::BigInt(1), text("a")], [Value::BigInt(2), text("b")]);
        assert_eq!(digest(&[&one, &two]), digest(&[&two, &one]));
        assert_eq!(digest(&[&one, &two]).rows(), 2);
    }

    #[test]
    fn every_difference_changes_the_checksum() {
        let date = |day| Value::Date(NaiveDate::from_ymd_opt(2024, 2, day).unwrap());
        let rows: Vec<Vec<Value>> = vec![
            vec![],
            vec![Value::Null],
            vec![Value::Null, Value::Null],
            vec![Value::BigInt(1)],
            vec![Value::BigInt(-1)],
            vec![Value::SmallInt(1)],
            vec![Value::Boolean(true)],
            vec![Value::Boolean(false)],
            vec![Value::Time(1)],
            vec![date(28)],
            vec![date(29)],
            vec![Value::Uuid([1; 16])],
            vec![Value::Bytes(vec![1; 16])],
            vec![Value::Bytes(Vec::new())],
            vec![text("")],
            vec![text("ab"), text("c")],
            vec![text("a"), text("bc")],
            vec![texts(&[])],
            vec![texts(&[""])],
            vec![texts(&["ab", "c"])],
            vec![texts(&["a", "bc"])],
            vec![texts(&["ab"]), text("c")],
        ];
        for (index, row) in rows.iter().enumerate() {
            for other in rows.iter().skip(index + 1) {
                assert_ne!(digest(&[row]), digest(&[other]), "{row:?} and {other:?}");
            }
        }
    }

    #[test]
    fn digest_depends_on_the_number_of_equal_rows() {
        let row = [text("a")];
        assert_ne!(digest(&[&row]), digest(&[&row, &row]));
        assert_ne!(digest(&[]), digest(&[&[]]));
    }
}
