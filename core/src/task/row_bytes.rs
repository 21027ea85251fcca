//! The part of the storage quota that each row uses.

/// The number of bytes that each row counts in addition to its text, for other columns and index entries.
pub const ROW_BYTES: i64 = 512;
