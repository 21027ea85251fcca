//! The part of the storage quota that each row uses.

/// The bytes that a row counts in addition to its text: other columns and index entries. Rows without text count too.
pub const ROW_BYTES: i64 = 512;
