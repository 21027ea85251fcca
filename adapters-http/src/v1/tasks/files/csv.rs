//! Writes tasks as CSV (RFC 4180): a header line with the column names, then one record per task.

use csv::{Terminator, WriterBuilder};
use tasklane_core::task::Task;

use super::csv_table::export_columns;

pub(super) fn header() -> String {
    let names: Vec<&str> = export_columns().map(|column| column.name).collect();
    format!("{}\r\n", names.join(","))
}

pub(super) fn write(tasks: &[Task]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for task in tasks {
        writer.write_record(export_columns().map(|column| (column.cell)(task)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
