//! Writes task exports and reads task imports. docs/FILE-FORMATS.md specifies the formats.

mod csv;
mod csv_columns;
mod csv_encoding;
mod csv_escape;
mod csv_records;
mod csv_rows;
mod csv_table;
mod csv_values;
mod format;
mod ics;
mod ics_lines;
mod import_collector;
mod json;
mod parse;
#[cfg(test)]
mod round_trip_tests;

pub(super) use csv_table::{described as described_columns, example as csv_example};
pub(super) use format::Format;
pub(super) use import_collector::{FileError, ImportedFile};
pub(super) use parse::read;
