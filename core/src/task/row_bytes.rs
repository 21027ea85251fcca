//! The part of the storage quota that each row counts.

/// What a row counts beside its text: the other columns, and its entries in the indexes. So rows without text count too.
pub const ROW_BYTES: i64 = 512;
