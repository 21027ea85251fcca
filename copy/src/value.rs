//! The values of a row, independent of the database.

use chrono::NaiveDate;

/// A stored value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// The absence of a value, in a column of any type.
    Null,
    /// A 64-bit integer.
    BigInt(i64),
    /// A 16-bit integer.
    SmallInt(i16),
    /// A truth value.
    Boolean(bool),
    /// A text.
    Text(String),
    /// A time, in microseconds since 1970-01-01T00:00:00Z.
    Time(i64),
    /// A day.
    Date(NaiveDate),
    /// A UUID.
    Uuid([u8; 16]),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A list of texts.
    Texts(Vec<String>),
}

/// The values of a row, in the order of [`Table::columns`](crate::Table::columns).
pub type Row = Vec<Value>;

impl Value {
    /// Returns the approximate size in memory, in bytes.
    pub(crate) fn size(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Text(text) => text.len(),
                Self::Bytes(bytes) => bytes.len(),
                Self::Texts(texts) => texts.iter().map(|text| size_of::<String>() + text.len()).sum(),
                _ => 0,
            }
    }
}
